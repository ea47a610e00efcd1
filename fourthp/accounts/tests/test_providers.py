"""What a host writes of an employer's sign-in, and what is refused of it."""

from datetime import timedelta

import pytest

from fourthp.accounts.rules.providers import ProviderIsWrong, read_providers

TENANT = "0f6f8c7e-0000-4000-8000-000000000001"
ENTRA = f"""
[northshire]
name = "Northshire Council"
url = "https://login.microsoftonline.com/{TENANT}/v2.0"
client_id = "abc"
client_secret = "x"
only = {{ tid = "{TENANT}" }}
second_factor = {{ acrs = ["c1"] }}
"""
GOOGLE = """
[trust]
name = "River Trust"
url = "https://accounts.google.com"
client_id = "def"
client_secret = "x"
only = { hd = ["trust.example", "river.example"] }
second_factor = "always"
"""
WRONG = {
    "is no TOML": "[a",
    "needs a table": 'a = "b"',
    "named in small letters": ENTRA.replace("[northshire]", "[North]"),
    "unknown word: tenant": ENTRA + 'tenant = "x"',
    "needs name": ENTRA.replace('"Northshire Council"', '" "'),
    "needs client_secret": ENTRA.replace('client_secret = "x"', "client_secret = 1"),
    "must begin with https": ENTRA.replace("https:", "http:"),
    "needs issuer": ENTRA + 'issuer = ["https://a.example"]',
    "inside is true or false": ENTRA + 'inside = "yes"',
    "only must look like": ENTRA.replace(f'{{ tid = "{TENANT}" }}', '"x"'),
    "second_factor must look like": ENTRA.replace('["c1"]', "[]"),
    "second_factor must look": ENTRA.replace('["c1"]', "[1]"),
    "everybody has an account": ENTRA.replace("tid =", "oid ="),
    "needs only = { hd": GOOGLE.replace("hd =", "email ="),
    "names one issuer twice": ENTRA + ENTRA.replace("northshire", "southshire"),
}


class TestReadProviders:
    def test_reads_each(self):
        council, trust = read_providers(ENTRA + GOOGLE)
        assert (council.word, council.name) == ("northshire", "Northshire Council")
        assert council.issuer == council.url
        assert council.admits({"tid": TENANT})
        assert not council.admits({"tid": "other"})
        assert not council.admits({})
        assert trust.admits({"hd": "river.example"})
        assert not trust.admits({})

    def test_another_issuer_than_the_url(self):
        said = ENTRA + f'issuer = "https://sts.windows.net/{TENANT}/"'
        [found] = read_providers(said)
        assert found.issuer.startswith("https://sts.windows.net/")

    @pytest.mark.parametrize("words", WRONG)
    def test_refuses_with_the_place(self, words):
        with pytest.raises(ProviderIsWrong) as problem:
            read_providers(WRONG[words])
        assert words in str(problem.value)
        assert "abc" not in str(problem.value)

    def test_shows_no_secret(self):
        [found] = read_providers(ENTRA.replace('"x"', '"whisper"'))
        assert "whisper" not in repr(found)


class TestVouches:
    def test_by_one_of_the_named_values(self):
        council, trust = read_providers(ENTRA + GOOGLE)
        assert council.vouches({"acrs": ["c1", "c2"]})
        assert council.vouches({"acrs": "c1"})
        assert not council.vouches({"acrs": ["c2"]})
        assert not council.vouches({"amr": ["mfa"]})
        assert trust.vouches({})
        assert council.can_vouch
        assert trust.can_vouch

    def test_by_nothing_unless_the_host_says_so(self):
        said = GOOGLE.replace('second_factor = "always"', "")
        [found] = read_providers(said)
        assert not found.vouches({"amr": ["mfa"]})
        assert not found.can_vouch


class TestWishes:
    def test_an_authentication_context_by_its_value(self):
        [found] = read_providers(ENTRA)
        said = found.wishes(within=timedelta(minutes=5))
        assert said["max_age"] == "300"
        assert '"acrs": {"essential": true, "value": "c1"}' in said["claims"]
        assert '"auth_time": {"essential": true}' in said["claims"]

    def test_a_class_by_its_own_parameter(self):
        [found] = read_providers(ENTRA.replace("acrs", "acr"))
        assert found.wishes(within=None) == {"acr_values": "c1"}
