"""The commands in bin/ on machines that lack something: one sentence, one exit code."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "basename", "cat", "cksum", "dirname", "env", "grep", "mktemp", "rm")
GOOD_PYTHON = """
case "$*" in
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  "-P -m fourthp"*) echo started ;;
esac
"""


@pytest.fixture
def machine(tmp_path):
    """Return a checkout and a folder of the only programs this machine has."""
    (tmp_path / "checkout").mkdir()
    shutil.copytree(ROOT / "bin", tmp_path / "checkout" / "bin")
    (tmp_path / "checkout" / "requirements.txt").write_text("nothing==1\n")
    (tmp_path / "programs").mkdir()
    for name in (*TOOLS, "mkdir", "cp"):
        (tmp_path / "programs" / name).symlink_to(shutil.which(name))
    return tmp_path


def program(machine: Path, name: str, script: str) -> None:
    file = machine / "programs" / name
    file.write_text(f"#!/usr/bin/env bash\n{script}\n")
    file.chmod(0o755)


def start(machine: Path) -> tuple[int, list[str]]:
    """Run bin/fourthp there; return its exit code and everything it said."""
    given = subprocess.run(
        [machine / "checkout" / "bin" / "fourthp", "check"],
        env={
            "PATH": str(machine / "programs"),
            "HOME": str(machine),
            "TMPDIR": str(machine),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=30,
    )
    lines = given.stdout.splitlines()
    return given.returncode, [line for line in lines if not line.endswith("…")]


def test_a_missing_python_is_one_sentence(machine):
    code, said = start(machine)
    assert (code, len(said)) == (3, 1)
    assert "Python 3.11 or newer is needed" in said[0]


def test_an_old_python_is_one_sentence(machine):
    program(machine, "python3", "exit 1")
    code, said = start(machine)
    assert (code, len(said)) == (3, 1)
    assert "Python 3.11 or newer is needed" in said[0]


def test_a_python_without_its_venv_package_is_one_sentence(machine):
    # As Debian does it: a half-made environment stays behind.
    script = (
        'if [ "$1" = -m ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; exit 1; fi'
    )
    program(machine, "python3", script)
    for _attempt in range(2):
        code, said = start(machine)
        assert (code, len(said)) == (3, 1)
        assert "python3-venv" in said[0]
        assert not (machine / "checkout" / ".venv").exists()


@pytest.mark.parametrize(
    ("told", "code", "sentence"),
    [
        ("error: Failed to connect: dns error", 5, "connected to the internet?"),
        ("Max retries exceeded with url", 5, "connected to the internet?"),
        ("error: No space left on device (os error 28)", 4, "The disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", 5, "could not be installed"),
    ],
)
def test_a_failed_installation_is_one_sentence(machine, told, code, sentence):
    failing = f'case "$*" in "-m pip"*) echo "{told}" >&2; exit 1 ;; esac'
    program(machine, "python3", failing + GOOD_PYTHON)
    found, said = start(machine)
    assert (found, len(said)) == (code, 1)
    assert sentence in said[0]


def test_the_second_start_installs_nothing(machine):
    counting = f'case "$*" in "-m pip"*) echo x >>"{machine}/installed" ;; esac'
    program(machine, "python3", counting + GOOD_PYTHON)
    assert start(machine) == (0, ["started"])
    assert start(machine) == (0, ["started"])
    assert (machine / "installed").read_text() == "x\n"
    (machine / "checkout" / "requirements.txt").write_text("nothing==2\n")
    assert start(machine) == (0, ["started"])
    assert (machine / "installed").read_text() == "x\nx\n"


def test_uv_is_used_where_it_is(machine):
    program(machine, "python3", GOOD_PYTHON)
    making = 'mkdir -p "$5/bin"; cp "$(dirname "$0")/python3" "$5/bin/python"'
    making = f'case "$1" in venv) {making} ;; esac'
    program(machine, "uv", f'echo "$1" >>"{machine}/asked"\n{making}')
    assert start(machine) == (0, ["started"])
    assert (machine / "asked").read_text() == "venv\npip\n"
