"""What stands in the DNS, by who sends the mails."""

import pytest

from fourthp.post.rules.providers import provider_of, records_for


def values(host: str, **more) -> dict[str, str]:
    found = records_for(host, "post@network.example", **more)
    return {one.name: one.value for one in found if one.kind != "MX"}


class TestRecordsFor:
    @pytest.mark.parametrize(
        ("host", "spf"),
        [
            ("smtp.office365.com", "v=spf1 include:spf.protection.outlook.com -all"),
            (
                "network.mail.protection.outlook.com",
                "v=spf1 include:spf.protection.outlook.com -all",
            ),
            ("smtp.gmail.com", "v=spf1 include:_spf.google.com -all"),
            ("mail.host.example", "v=spf1 a:mail.host.example -all"),
        ],
    )
    def test_name_who_may_send(self, host, spf):
        assert values(host)["network.example"] == spf

    def test_of_this_machine_name_the_domain_itself(self):
        assert values("127.0.0.1", is_local=True)["network.example"] == "v=spf1 a -all"

    def test_name_the_keys_of_known_providers(self):
        assert "selector2._domainkey.network.example" in values("smtp.office365.com")
        assert "google._domainkey.network.example" in values("smtp.gmail.com")
        assert "selector._domainkey.network.example" in values("mail.host.example")

    def test_tell_what_only_others_can_know_from_what_can_be_copied(self):
        for host in ("smtp.gmail.com", "mail.host.example"):
            found = records_for(host, "post@network.example")
            unknown = {one.meaning[:4] for one in found if not one.is_known}
            assert unknown == {"DKIM", "MX: "}

    def test_say_what_becomes_of_forged_mails(self):
        dmarc = values("mail.host.example")["_dmarc.network.example"]
        assert dmarc == "v=DMARC1; p=quarantine; rua=mailto:post@network.example"


def test_a_name_that_only_ends_alike_is_no_provider():
    assert provider_of("evilsmtp.gmail.com") is None
