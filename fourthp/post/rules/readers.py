"""Readers: whom a message is for, as the room above names them."""

from dataclasses import dataclass

# Somebody of whom nothing is known but an address.
ADDRESS = "address"


@dataclass(frozen=True)
class Reader:
    """Whom a message is for: kind and id as matters have them, and an address.

    language and zone (an IANA name) are empty where the network's own hold.
    """

    kind: str
    id: str
    address: str
    language: str = ""
    zone: str = ""

    @property
    def domain(self) -> str:
        """Return what stands behind the @, in small letters."""
        return domain_of(self.address)


def domain_of(address: str) -> str:
    """Return the domain of an address, in small letters."""
    return address.rpartition("@")[2].lower()
