"""Asking another server for something small, and coming to no harm by it (S10).

Its name is looked up once, and the connection goes to what was found. Only public
addresses are asked, unless whoever runs the program said that a server stands in its
own network. No redirect is followed; size and time have an end.
"""

import json
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

_PATIENCE = 3.0  # seconds, for all of it
_LARGEST = 300_000
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Addresses that carry another one inside, which a gateway may lead on to.
_NAT64 = ip_network("64:ff9b::/96")

Address = IPv4Address | IPv6Address
Found = tuple[int, int, int, str, Any]


class NoAnswer(Exception):
    """A server gave nothing that can be used; the message is for the log alone."""


class SaysTooMuch(NoAnswer):
    """A server said more than is read."""


@dataclass(frozen=True)
class Answer:
    """What another server said."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the object that was said, or raise NoAnswer."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError) as problem:
            raise NoAnswer("it is no JSON") from problem
        if not isinstance(found, dict):
            raise NoAnswer("it is no JSON object")
        return found


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public internet, all the way."""
    if isinstance(address, IPv6Address):
        carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if any(one is not None and not is_public(one) for one in carried):
            return False
    return address.is_global and not address.is_multicast


def may_be_asked(url: str, *, inside: bool = False) -> bool:
    """Tell whether a URL names a server in the one way that is asked: by https.

    inside: it stands in the network of whoever runs the program; on this very
    machine it may speak without a certificate.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = inside and parts.scheme == "http" and host in _LOOPBACK
    is_named = bool(host) and "@" not in parts.netloc and port != 0
    return is_named and not parts.fragment and (parts.scheme == "https" or plain)


def ask(
    url: str,
    *,
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    inside: bool = False,
    patience: float | None = None,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Get a URL, or post a form to it; return what it said, whatever its status.

    patience: seconds, where nobody waits at a page. trust: other authorities than
    the system's. Raises NoAnswer where nobody answered, or nobody may be asked.
    """
    if not may_be_asked(url, inside=inside):
        raise NoAnswer("its address may not be asked")
    parts, ends = urlsplit(url), monotonic() + (patience or _PATIENCE)
    try:
        with _plugged(parts, inside=inside, ends=ends, trust=trust) as plug:
            return _exchange(plug, parts, form, headers or {})
    except (OSError, HTTPException, ValueError) as problem:
        raise NoAnswer(type(problem).__name__) from problem


@contextmanager
def _plugged(
    parts: SplitResult, *, inside: bool, ends: float, trust: ssl.SSLContext | None
) -> Iterator[socket.socket]:
    """Connect to where a URL leads; whatever is still going on is cut at the end."""
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    found = _looked_up(host, port, ends)
    if not inside and not all(is_public(_address(one)) for one in found):
        raise NoAnswer("its name leads to an address that is not public")
    plug = _connected(found, ends)
    if is_secure:
        plug = (trust or ssl.create_default_context()).wrap_socket(
            plug, server_hostname=host, do_handshake_on_connect=False
        )
    end = Timer(_left(ends), _cut, [plug])
    end.start()
    try:
        if isinstance(plug, ssl.SSLSocket):
            plug.do_handshake()
        yield plug
    finally:
        end.cancel()
        plug.close()


def _looked_up(host: str, port: int, ends: float) -> Sequence[Found]:
    """Look up where a name leads; the system's own look-up knows no end of time."""
    told: SimpleQueue[Sequence[Found] | OSError | ValueError] = SimpleQueue()

    def look() -> None:
        try:
            told.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, ValueError) as problem:
            told.put(problem)

    Thread(target=look, daemon=True).start()
    try:
        found = told.get(timeout=_left(ends))
    except Empty as problem:
        raise NoAnswer("its name is not found in time") from problem
    if isinstance(found, Exception):
        raise found
    return found


def _cut(plug: socket.socket) -> None:
    # A time limit of the socket counts each piece; whoever trickles has many.
    with suppress(OSError):
        socket.socket.shutdown(plug, socket.SHUT_RDWR)


def _address(found: Found) -> Address:
    return ip_address(str(found[4][0]).partition("%")[0])


def _connected(found: Iterable[Found], ends: float) -> socket.socket:
    problem = OSError("its name leads nowhere")
    for family, kind, protocol, _name, where in found:
        plug = socket.socket(family, kind, protocol)
        try:
            plug.settimeout(_left(ends))
            plug.connect(where)
        except OSError as fault:
            plug.close()
            problem = fault
        else:
            return plug
    raise problem


def _left(ends: float) -> float:
    """Return the seconds that are left, a moment at the least."""
    return max(ends - monotonic(), 0.01)


def _exchange(
    plug: socket.socket,
    parts: SplitResult,
    form: dict[str, str] | None,
    headers: dict[str, str],
) -> Answer:
    line = HTTPConnection(parts.hostname or "", parts.port)
    line.sock = plug
    said = {"Accept": "application/json", "Host": parts.netloc} | headers
    body = None
    if form is not None:
        body = urlencode(form).encode()
        said["Content-Type"] = "application/x-www-form-urlencoded"
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    line.request("GET" if body is None else "POST", path, body, said)
    with closing(line.getresponse()) as answer:
        read = answer.read(_LARGEST + 1)
    if len(read) > _LARGEST:
        raise SaysTooMuch("it says too much")
    return Answer(answer.status, read)
