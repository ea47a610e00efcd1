"""Mails that go into a folder."""

import re
from stat import S_IMODE

from fourthp.post.operations.folder import Folder

MAIL = b"Subject: About the network\r\nTo: asha@clinic.example\r\n\r\nHello.\r\n"


class TestSend:
    def test_keeps_each_mail_for_its_owner_alone(self, tmp_path):
        folder = tmp_path / "files" / "mail"
        ours = Folder(folder)
        for reference in ("abc", "def"):
            sent = ours.send(f"post+{reference}@x.example", "a@b.example", MAIL)
            assert sent.code == 250
        ours.close()
        kept = sorted(folder.iterdir())
        names = [re.sub(r"^\d{8}T\d{12}-", "", one.name) for one in kept]
        assert names == ["abc.eml", "def.eml"]
        assert kept[0].read_bytes() == MAIL
        assert S_IMODE(kept[0].stat().st_mode) == 0o600
        assert S_IMODE(folder.stat().st_mode) == 0o700

    def test_takes_no_way_out_of_the_folder_from_an_address(self, tmp_path):
        Folder(tmp_path / "mail").send("post+../../x@x.example", "a@b.example", MAIL)
        Folder(tmp_path / "mail").send("post@x.example", "a@b.example", MAIL)
        assert [one.name for one in tmp_path.iterdir()] == ["mail"]
        assert len(list((tmp_path / "mail").glob("*.eml"))) == 2
