"""From nothing to a coordinator who is in: what a volunteer types on day one."""

import os
import pty
import select
import shutil
import signal
import sys
from urllib.parse import urlsplit

import pytest

from fourthp.config.commands import CannotBeDone
from fourthp.config.commands.setup.answers import usable
from fourthp.config.commands.setup.asking import judged
from fourthp.config.commands.setup.questions import Question
from fourthp.config.tests.test_cli import ROOT, run

SAID = {
    "--name": "Vale Network",
    "--country": "gb",
    "--time-zone": "Europe/London",
    "--emergency": "999",
    "--national": "08000 121 700",
    "--coordinator": "Ada Quill",
    "--email": "ada@vale.example",
    "--second": "Bea Hale",
    "--second-email": "bea@vale.example",
}


def options(**changed: str) -> list[str]:
    said = SAID | {
        f"--{name.replace('_', '-')}": text for name, text in changed.items()
    }
    return [part for pair in said.items() for part in pair]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    home = tmp_path_factory.mktemp("empty")
    assert run(home, "migrate").returncode == 0
    return home


@pytest.fixture
def home(empty, tmp_path):
    return shutil.copytree(empty, tmp_path / "home")


def test_a_network_is_set_up_and_its_coordinator_gets_in(home):
    done = run(home, "setup", *options())
    assert done.returncode == 0, done.stderr
    paths = [urlsplit(w).path for w in done.stdout.split() if w.startswith("http")]
    assert len(set(paths)) == 2
    opened = run(home, "manage", "shell", "-c", OPEN.format(paths=paths))
    # A link that is good leads on to the new password; a spent one says so instead.
    assert "coordinator second [302, 302] 12 12 13" in opened.stdout, opened.stderr
    again = run(home, "setup", *options())
    assert (again.returncode, again.stderr.strip()) == (
        1,
        "This home has a network already: Vale Network.",
    )
    assert "not set up" not in run(home, "check").stdout


OPEN = """
from django.conf import settings; settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client; from fourthp.partnership.models import Seat, Term
from fourthp.directory.models import Place
print(*Seat.objects.order_by("role").values_list("role", flat=True),
[Client().get(path).status_code for path in {paths}],
Place.objects.filter(kind="region").count(),
Term.objects.filter(vocabulary="area").count(), Place.objects.count())
"""


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("country", "Atlantis", "No country is written Atlantis"),
        ("time_zone", "Mars/Base", "No time zone is called Mars/Base"),
        ("email", "ada at vale", "ada at vale is not an e-mail address."),
        ("emergency", "nine", "nine is not a telephone number."),
        ("number:0", "perhaps", "Say yes, no, or the number that is right."),
        ("second_email", "ADA@vale.example", "need an address each"),
        ("profile", "huge", "Say small, ordinary or formal."),
        ("languages", "en, klingonish", "No language is written klingonish"),
        ("areas", "Wales, 13", "There is no area 13 in the list."),
        ("contact_email", "nobody", "nobody is not an e-mail address."),
        ("name", "Vale\nNetwork", "Write this on one line."),
        ("name", "x" * 201, "longer than 200 letters"),
    ],
)
def test_nonsense_is_one_sentence(name, text, sentence):
    said = {"country": "GB", "email": "ada@vale.example"}
    with pytest.raises(CannotBeDone, match=sentence):
        usable(name, text, said)


def test_an_empty_home_gets_its_database_once_all_is_confirmed(tmp_path):
    refused = run(tmp_path, "setup", *options(email="nobody"))
    assert refused.returncode == 1
    assert "There is no database yet" in run(tmp_path, "serve").stderr
    done = run(tmp_path, "setup", *options())
    assert done.returncode == 0, done.stderr
    assert "Vale Network is set up." in done.stdout
    assert "not set up" not in run(tmp_path, "check").stdout


@pytest.mark.parametrize("said", ["-", "none", "No", "nothing"])
def test_nothing_is_understood_where_something_may_be_empty(said):
    optional = Question("controller", "Data", "Its name?", may_be_empty=True)
    assert judged(optional, said, {}) == ""


def test_nothing_is_refused_where_something_must_stand():
    with pytest.raises(CannotBeDone, match="Something must stand here"):
        judged(Question("coordinator", "Coordinator", "Who?"), "none", {})
    areas = Question("areas", "Areas", "Which?", may_be_empty=True)
    with pytest.raises(CannotBeDone, match="at least one area"):
        judged(areas, "none", {"country": "GB"})
    assert judged(Question("number:0", "999", "Right?"), "No", {}) == "no"


@pytest.mark.parametrize("said", ["all", "Yes", "y"])
def test_all_areas_are_taken_with_a_yes_too(said):
    areas = Question("areas", "Areas", "Which?")
    assert judged(areas, said, {"country": "GB"}) == "all"


def test_nonsense_sets_nothing_up(home):
    answer = run(home, "setup", *options(name=" "))
    assert answer.returncode == 1
    sentence = "What is the network called? Something must stand here."
    assert answer.stderr.strip() == sentence
    assert "not set up" in run(home, "check").stdout


PATIENCE = 60  # seconds of silence, taken together, until a program waits for nobody


def talk(home, answers: list[str], *given: str) -> tuple[int, str]:
    """Set up at a terminal; return how it ended and everything that was said."""
    pid, terminal = pty.fork()
    if pid == 0:
        # Whoever started the tests in the background left Ctrl-C without effect.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.chdir(ROOT)
        os.environ |= {"FOURTHP_HOME": str(home), "DATABASE_URL": ""}
        os.environ |= {"FOURTHP_DEMO": "", "FOURTHP_MAIL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"
        cli = [sys.executable, "-m", "fourthp.config.cli", "setup"]
        os.execv(sys.executable, [*cli, *given])  # noqa: S606 -- ours
    said, left, typed, silent = b"", list(answers), b"", 0
    while silent < PATIENCE:
        if not select.select([terminal], [], [], 1)[0]:
            silent += 1
            # Between a question and the waiting for its answer Ctrl-C is lost:
            # people press it again, after a while.
            if typed == b"\x03" and silent % 6 == 0:
                os.write(terminal, typed)
            continue
        try:
            more = os.read(terminal, 4096)
        except OSError:
            break
        said += more
        if left and (said.endswith((b"? ", b"] ", b": "))):
            typed = left.pop(0).encode()
            os.write(terminal, typed)
    else:
        os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), said.decode().replace("\r\n", "\n")


# What a coordinator types, with what she gets wrong; ^C and ^D end it.
TYPED = ["Vale Network", "Atlantis", "gb", "", "", "perhaps", "yes", "no", "yes", "no"]
TYPED += ["5, Hill country", "Harbour Aid", "1 High Street, Hafod"]
TYPED += ["Ada Quill", "ada at vale", "ada@vale.example"]
TYPED += ["Bea Hale", "ada@vale.example", "bea@vale.example"]
TYPED += ["ask@vale.example", "", "small"]


def lines(*typed: str) -> list[str]:
    return [f"{one}\n" for one in typed]


def test_a_person_at_a_terminal_is_asked_everything_and_confirms_it(home):
    code, said = talk(home, lines(*TYPED, "7", "0800 111 222", "19", "yes"))
    assert code == 0, said
    for sentence in (
        "No country is written Atlantis",
        "Say yes, no, or the number that is right.",
        "ada at vale is not an e-mail address.",
        "The two of them need an address each.",
        "Say yes, no, or a number up to 18.",
        "WARNING: nobody else can reach that address",
        "No mail is set",
        "West Midlands, Hill country",
        "Vale Network is set up.",
    ):
        assert sentence in said
    kept = run(home, "manage", "shell", "-c", KEPT).stdout
    assert "small ['en', 'cy'] Harbour Aid ask@vale.example" in kept
    assert "['Hill country', 'West Midlands'] 999 0800 111 222" in kept


KEPT = """
from fourthp.partnership.models import HelpLine, Network, Term
n = Network.objects.get(); areas = Term.objects.filter(vocabulary="area")
print(n.profile, n.languages, n.controller, n.contact_email)
print(sorted(t.name for t in areas.filter(retired_on=None)),
*HelpLine.objects.values_list("number", flat=True))
"""


@pytest.mark.parametrize(
    ("last", "code"),
    [("no\n", 1), ("\x03", 130), ("\x04", 130)],
    ids=["no", "^C", "^D"],
)
def test_nothing_is_written_before_it_was_confirmed(home, last, code):
    ended, said = talk(home, [*lines(*TYPED), last])
    assert ended == code, said
    assert "not set up" in run(home, "check").stdout


def test_another_country_asks_anew_what_hangs_on_it(home):
    typed = ["2", "ro", "", "", "yes", "yes", "", "yes"]
    code, said = talk(home, lines(*TYPED, *typed))
    assert code == 0, said
    kept = run(home, "manage", "shell", "-c", KEPT).stdout
    assert "['ro', 'en']" in kept
    assert "București-Ilfov" in kept
    assert "112 0800 800 678" in kept


def test_a_country_without_a_pack_is_typed_by_hand(home):
    typed = ["N", "KE", "Africa/Nairobi", "sw en", "999", "", "Coast, Rift Valley"]
    typed += ["", "", "A", "a@n.example", "B", "b@n.example", "", "", "", "yes"]
    code, said = talk(home, lines(*typed))
    assert code == 0, said
    kept = run(home, "manage", "shell", "-c", KEPT).stdout
    assert "['Coast', 'Rift Valley'] 999" in kept


def test_what_was_given_by_option_is_not_asked(home):
    code, said = talk(home, lines("en", "", "", "", "", "", ""), *options(), "--yes")
    assert code == 0, said
    assert "Who coordinates" not in said


def test_without_a_terminal_it_says_what_is_missing(home):
    answer = run(home, "setup", "--name", "Vale Network")
    assert (answer.returncode, answer.stderr.strip()) == (1, "Say --country as well.")


def test_the_demo_and_its_database_are_refused(home):
    in_demo = run(home, "setup", *options(), FOURTHP_DEMO="yes")
    assert "not set up in the demo" in in_demo.stderr
    make = "from fourthp.demo.network import make_network as m; m(Host(), now())"
    use = "from fourthp.foundation.actors import Host"
    shell = f"{use}; from fourthp.foundation.clock import now; {make}"
    assert run(home, "manage", "shell", "-c", shell).returncode == 0
    assert "demo’s database" in run(home, "setup", *options()).stderr


def test_a_help_lines_name_is_one_short_line(home):
    assert run(home, "setup", *options()).returncode == 0
    line = run(home, "help-lines", "--set", "national", "0800 1111", "x" * 201)
    assert line.returncode == 1
    assert "0800 1111" not in run(home, "help-lines").stdout


def test_what_is_said_on_the_command_line_bears_the_networks_own_date(home):
    night = {"FOURTHP_CLOCK": "2026-03-02T23:30:00+00:00"}
    far = options(time_zone="Pacific/Auckland")
    assert run(home, "setup", *far, **night).returncode == 0
    seat = "from fourthp.partnership.models import Seat as S; print(S.objects.first()"
    said = f"{seat}.from_on)"
    assert "2026-03-03" in run(home, "manage", "shell", "-c", said).stdout
    assert "checked 2026-03-03" in run(home, "help-lines").stdout
    later = {"FOURTHP_CLOCK": "2026-03-04T23:30:00+00:00"}
    checked = run(home, "help-lines", "--checked", "999", **later)
    assert "checked 2026-03-05" in checked.stdout


def test_a_real_network_is_not_served_as_a_demo(home):
    assert run(home, "setup", *options()).returncode == 0
    answer = run(home, "serve", FOURTHP_DEMO="yes", FOURTHP_PORT="1")
    assert answer.returncode == 1
    assert "anybody could become anybody" in answer.stderr


def test_the_numbers_are_set_confirmed_and_taken_away(home):
    before = run(home, "help-lines")
    assert "not set up yet" in before.stderr
    run(home, "setup", *options(national=""))
    lines = ("help-lines", "--set", "national", "08000 121 700", "Helpline")
    assert "08000 121 700" in run(home, *lines).stdout
    assert run(home, "help-lines", "--checked", "999").returncode == 0
    gone = run(home, "help-lines", "--remove", "08000 121 700").stdout
    assert "Helpline" not in gone
    assert "999" in gone
    assert "No number 1 stands" in run(home, "help-lines", "--checked", "1").stderr
    wrong = run(home, "help-lines", "--set", "urgent", "1", "One")
    assert "emergency or national, not urgent" in wrong.stderr
    words = run(home, "help-lines", "--set", "emergency", "abc", "X")
    assert words.stderr.strip() == "abc is not a telephone number."
    last = run(home, "help-lines", "--remove", "999")
    assert "999 is the only emergency number" in last.stderr
    assert "999" in run(home, "help-lines").stdout
