"""FOURTHP_SIGN_IN names a file, and what is wrong with it is said in a sentence."""

import pytest

from fourthp.config import env, settings

GOOD = """
[clinic]
name = "Harbour Clinic"
url = "https://sign-in.clinic.example"
client_id = "network"
client_secret = "whisper"
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    found = tmp_path / "sign-in.toml"
    monkeypatch.setenv("FOURTHP_SIGN_IN", str(found))
    return found


def test_without_it_nobody_comes_in_through_an_employer(monkeypatch):
    monkeypatch.delenv("FOURTHP_SIGN_IN", raising=False)
    assert settings._sign_in_through() == ()


def test_each_table_is_one(file):
    file.write_text(GOOD)
    [found] = settings._sign_in_through()
    assert (found.word, found.name) == ("clinic", "Harbour Clinic")


@pytest.mark.parametrize("held", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(file, held):
    if held:
        file.write_bytes(held)
    with pytest.raises(env.SettingIsWrong, match=r"cannot be read: .*sign-in\.toml"):
        settings._sign_in_through()


def test_what_is_wrong_in_it_is_named_without_the_secret(file):
    file.write_text(GOOD.replace("name =", "nom ="))
    with pytest.raises(env.SettingIsWrong, match="unknown word: nom") as problem:
        settings._sign_in_through()
    assert "whisper" not in str(problem.value)


@pytest.mark.parametrize("said", ["0", "366", "99999999999", "9" * 5000, "-1", "x"])
def test_a_number_that_is_no_time_is_said_in_a_sentence(monkeypatch, said):
    monkeypatch.setenv("FOURTHP_OWN_DAYS", said)
    with pytest.raises(env.SettingIsWrong, match="FOURTHP_OWN_DAYS must be") as problem:
        env.count("FOURTHP_OWN_DAYS", 30, most=365)
    assert len(str(problem.value)) < 100


def test_the_longest_time_is_one(monkeypatch):
    monkeypatch.setenv("FOURTHP_OWN_DAYS", "365")
    assert env.count("FOURTHP_OWN_DAYS", 30, most=365) == 365
