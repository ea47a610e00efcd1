"""From nothing to a coordinator who is in: what a volunteer types on day one."""

import os
import pty
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from fourthp.config.tests.test_cli import ROOT, run

SAID = {
    "--name": "Vale Network",
    "--country": "gb",
    "--time-zone": "Europe/London",
    "--emergency": "999",
    "--national": "08000 121 700",
    "--coordinator": "Ada Quill",
    "--email": "ada@vale.example",
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
    path = next(w for w in done.stdout.split() if w.startswith("http"))
    assert urlsplit(path).path.startswith("/reset/")
    opened = run(home, "manage", "shell", "-c", OPEN.format(path=urlsplit(path).path))
    # A link that is good leads on to the new password; a spent one says so instead.
    assert "coordinator 302" in opened.stdout, opened.stderr
    again = run(home, "setup", *options())
    assert (again.returncode, again.stderr.strip()) == (
        1,
        "This home has a network already: Vale Network.",
    )
    assert "not set up" not in run(home, "check").stdout


OPEN = """
from django.conf import settings; settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client; from fourthp.partnership.models import Seat
print(Seat.objects.get().role, Client().get("{path}").status_code)
"""


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"country": "Britain"}, "No country is written Britain"),
        ({"time_zone": "Mars/Base"}, "No time zone is called Mars/Base"),
        ({"email": "ada at vale"}, "ada at vale is not an e-mail address."),
        ({"emergency": "nine"}, "nine is not a telephone number."),
        ({"name": " "}, "What is the network called? Something must stand here."),
    ],
)
def test_nonsense_is_one_sentence_and_sets_nothing_up(home, changed, sentence):
    answer = run(home, "setup", *options(**changed))
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "not set up" in run(home, "check").stdout


def test_what_was_left_out_is_asked_in_a_terminal(home):
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-m", "fourthp.config.cli", "setup", *options()[:-2]],
        cwd=ROOT,
        env=os.environ
        | {"FOURTHP_HOME": str(home), "DATABASE_URL": "", "FOURTHP_DEMO": ""}
        | {"DJANGO_SETTINGS_MODULE": "fourthp.config.settings"},
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.write(ours, b"nobody\nada@vale.example\n")
    said, _ = asked.communicate(timeout=60)
    assert asked.returncode == 0
    assert "nobody is not an e-mail address." in said
    assert "Vale Network is set up." in said


def test_without_a_terminal_it_says_what_is_missing(home):
    answer = run(home, "setup", "--name", "Vale Network")
    assert (answer.returncode, answer.stderr.strip()) == (1, "Say --country as well.")


def test_the_demo_and_its_database_are_refused(home):
    in_demo = run(home, "setup", *options(), FOURTHP_DEMO="yes")
    assert "not set up in the demo" in in_demo.stderr
    make = "from fourthp.demo.making import make_demo_network as m; m(now=now())"
    shell = f"from fourthp.foundation.clock import now; {make}"
    assert run(home, "manage", "shell", "-c", shell).returncode == 0
    assert "demo’s database" in run(home, "setup", *options()).stderr


@pytest.mark.parametrize("name", ["x" * 201, "Vale\nNetwork", ""])
def test_a_name_is_one_short_line(home, name):
    answer = run(home, "setup", "--name", name, *options()[2:])
    assert answer.returncode == 1
    assert len(answer.stderr.strip().splitlines()) == 1
    assert run(home, "setup", *options()).returncode == 0
    line = run(home, "help-lines", "--set", "national", "0800 1111", name)
    assert line.returncode == 1
    assert "0800 1111" not in run(home, "help-lines").stdout


def test_what_is_said_on_the_command_line_bears_the_networks_own_date(home):
    night = {"FOURTHP_CLOCK": "2026-03-02T23:30:00+00:00"}
    far = options(time_zone="Pacific/Auckland")
    assert run(home, "setup", *far, **night).returncode == 0
    seat = "from fourthp.partnership.models import Seat as S; print(S.objects.get()"
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
