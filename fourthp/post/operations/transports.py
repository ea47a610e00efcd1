"""The door by which mail leaves: a mail server, or a folder where nothing leaves."""

from typing import Any, Protocol

from fourthp.post.operations.folder import Folder
from fourthp.post.operations.smtp import Transport
from fourthp.post.rules.answers import Sent


class Door(Protocol):
    """Takes one mail after the other."""

    def send(self, sender: str, recipient: str, mail: bytes) -> Sent: ...

    def close_idle(self) -> None: ...

    def close(self) -> None: ...


def door_of(settings: Any) -> Door:
    """Return the door that the settings name."""
    if settings.MAIL_SERVER is None:
        return Folder(settings.MAIL_FOLDER)
    return Transport(settings.MAIL_SERVER, settings.MAIL_OAUTH)
