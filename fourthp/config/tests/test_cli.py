"""The command line, as a volunteer meets it: a real process, plain sentences."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fourthp.directory.tests.packages import make_package, plain

ROOT = Path(__file__).resolve().parents[3]


def run(home: Path, *arguments: str, **environment: str):
    return subprocess.run(
        [sys.executable, "-m", "fourthp.config.cli", *arguments],
        cwd=ROOT,
        env=os.environ
        | {
            "FOURTHP_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "fourthp.config.settings",
        }
        | {"DATABASE_URL": "", "FOURTHP_DEMO": ""}
        | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("home")
    assert run(found, "migrate").returncode == 0
    return found


def test_help_names_every_command():
    answer = run(Path("unused"), "--help")
    assert answer.returncode == 0
    for word in ("serve", "work", "check", "import-directory", "exit codes"):
        assert word in answer.stdout


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_help_says_how_to_take_another_port(command):
    answer = run(Path("unused"), command, "--help")
    assert "FOURTHP_PORT=8010" in answer.stdout


@pytest.mark.parametrize("command", ["clockwork", "serve"])
def test_a_home_without_a_database_is_said_to_have_none(tmp_path, command):
    answer = run(tmp_path, command)
    assert answer.returncode == 1
    assert answer.stderr.startswith("There is no database yet: run bin/fourthp setup")


def test_check_of_an_empty_home_says_what_comes_first(tmp_path):
    answer = run(tmp_path, "check")
    assert answer.returncode == 3
    assert "There is no database yet: run bin/fourthp setup first." in answer.stdout
    assert "migrate" not in answer.stdout


def test_a_home_is_private_to_its_owner(home):
    for part in (home, home / "db", home / "keys"):
        assert part.stat().st_mode & 0o077 == 0
    assert (home / "keys" / "secret.keys").stat().st_mode & 0o077 == 0


def test_check_says_what_is_missing_in_words(home):
    answer = run(home, "check", FOURTHP_URL="http://network.example")
    assert answer.returncode == 3
    assert "not https" in answer.stdout
    assert "not set up" in answer.stdout
    assert "Traceback" not in answer.stderr


def test_a_directory_is_imported_and_taken_back(home, tmp_path):
    package = make_package(tmp_path, **plain())
    looked = run(home, "import-directory", str(package), "--dry-run")
    assert "Nothing was changed" in looked.stdout
    done = run(home, "import-directory", str(package), "--yes")
    assert done.returncode == 0, done.stderr
    key = done.stdout.split()[-1]
    again = run(home, "import-directory", str(package), "--dry-run")
    assert "Nothing changed since" in again.stdout
    needless = run(home, "import-directory", str(package), "--yes")
    assert (needless.returncode, "undo-import" in needless.stdout) == (0, False)
    assert run(home, "undo-import", key).returncode == 0
    twice = run(home, "undo-import", key)
    assert (twice.returncode, twice.stderr.strip()) == (
        1,
        "This import has nothing to take back.",
    )


def test_a_flat_table_is_read_by_the_heads_of_its_columns(home, tmp_path):
    table = tmp_path / "list.csv"
    table.write_text(
        "organisation,service,tel,hours\nHarbour Aid,Drop-in,0121 496 0001,ask us\n"
    )
    looked = run(home, "import-directory", str(table), "--dry-run")
    assert "organisation → Agency" in looked.stdout
    assert looked.returncode == 0
    assert re.search(r"^opening hours +1 ", looked.stdout, re.MULTILINE)
    assert "as text: 1 × opening hours, hours in words: could not be" in looked.stdout
    unknown = run(home, "import-directory", str(table), "--columns", "ours")
    assert unknown.returncode == 1
    assert "no choice of columns named ours" in unknown.stderr


def test_a_table_whose_columns_nobody_confirmed_is_not_applied(home, tmp_path):
    table = tmp_path / "shelters.csv"
    table.write_text("organisation,service,note\nHarbour Aid,Drop-in,x\n")
    command = ("import-directory", str(table), "--yes")
    refused = run(home, *command)
    assert refused.returncode == 1
    assert "Nobody has said yet" in refused.stderr
    assert "--columns" in refused.stderr
    saved = "from fourthp.directory.models import Columns as C; C.objects.create"
    heads = {"organisation": "organization.name", "service": "service.name", "note": ""}
    said = f"{saved}(name='shelters', chosen={heads})"
    assert run(home, "manage", "shell", "-c", said).returncode == 0
    assert run(home, *command).returncode == 0
    # What is new in it was confirmed by nobody.
    table.write_text("organisation,service,note,tel\nHarbour Aid,Drop-in,x,1\n")
    assert "Nobody has said yet" in run(home, *command).stderr
    named = run(home, *command, "--columns", "shelters")
    assert "tel → kept, shown to nobody" in named.stdout
    assert named.returncode == 0


def test_a_table_that_names_no_agency_is_refused(tmp_path, home):
    table = tmp_path / "list.csv"
    table.write_text("service\nDrop-in\n")
    refused = run(home, "import-directory", str(table), "--dry-run")
    assert refused.returncode == 1
    assert "say there whose services these are" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import-directory", "missing.zip", "--yes"], "There is no such file"),
        (["undo-import", "7"], "There is no import 7."),
        (["serve"], "run bin/fourthp setup first"),
    ],
)
def test_a_fault_is_one_sentence(tmp_path, home, arguments, sentence):
    where = tmp_path if arguments == ["serve"] else home
    answer = run(where, *arguments)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_wrong_setting_is_one_sentence(tmp_path):
    answer = run(tmp_path, "migrate", FOURTHP_PORT="eighty")
    assert answer.stderr.strip() == "FOURTHP_PORT must be a whole number, not “eighty”."


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path):
    nowhere = "postgres://nobody@127.0.0.1:1/none"
    answer = run(tmp_path, "migrate", DATABASE_URL=nowhere)
    assert (answer.returncode, answer.stderr.strip()) == (
        1,
        "The database did not answer as it should: is DATABASE_URL right?",
    )


@pytest.mark.parametrize("url", ["mysql://root@127.0.0.1/x", "not a url"])
def test_a_database_of_another_kind_is_one_sentence(tmp_path, url):
    answer = run(tmp_path, "migrate", DATABASE_URL=url)
    assert answer.returncode == 1
    assert answer.stderr.strip() == "DATABASE_URL must begin with postgres://."


def test_check_says_that_mail_reaches_nobody(home):
    into = run(home, "check", FOURTHP_URL="https://network.example")
    assert "reaches nobody" in into.stdout
    mail = {"FOURTHP_MAIL": "smtp://mail.example:25"}
    assert "reaches nobody" not in run(home, "check", **mail).stdout


def test_check_misses_the_background_worker_and_the_fonts(home, tmp_path):
    answer = run(home, "check", FOURTHP_FONTS=str(tmp_path))
    assert "No background worker was ever seen" in answer.stdout
    assert "No fonts are in" in answer.stdout


def test_the_record_is_verified(home):
    answer = run(home, "verify-record")
    assert answer.returncode in {0, 3}
    assert "Traceback" not in answer.stderr
