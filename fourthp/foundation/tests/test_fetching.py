"""S10: what is asked of other servers goes to public addresses, once, and ends."""

import socket
import threading
import time
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from fourthp.foundation import fetching
from fourthp.foundation.fetching import NoAnswer, ask, is_public, may_be_asked

INSIDE = [
    "0.0.0.0",  # noqa: S104 -- nothing is bound
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:7f00:1::",
    "fc00::1",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
]
OUTSIDE = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/found")
            self.end_headers()
            return
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        if self.path == "/slow":
            for _each in range(40):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
            return
        self.wfile.write(b"x" * 400_000 if self.path == "/large" else b'{"a": 1}')

    def do_POST(self):
        self.send_response(400)
        self.end_headers()
        self.wfile.write(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        server.daemon_threads = True
        server.block_on_close = False
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = f"http://localhost:{server.server_port}"
        yield server
        server.shutdown()


class TestIsPublic:
    @pytest.mark.parametrize("address", INSIDE)
    def test_of_no_inner_address(self, address):
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize("address", OUTSIDE)
    def test_of_the_internet(self, address):
        assert is_public(ip_address(address))


class TestMayBeAsked:
    @pytest.mark.parametrize(
        "url",
        [
            "http://a.example/",
            "ftp://a.example/",
            "https://",
            "https://a.example:x/",
            "https://a.example:0/",
            "https://user@a.example/",
            "https://a.example/#part",
            "file:///etc/passwd",
            "//a.example/",
            "https://[a/",
        ],
    )
    def test_nothing_but_https(self, url):
        assert not may_be_asked(url)
        assert not may_be_asked(url, inside=True)

    def test_loopback_without_a_certificate_where_the_host_says_so(self):
        assert may_be_asked("http://localhost:80/", inside=True)
        assert not may_be_asked("http://localhost:80/")
        assert may_be_asked("https://a.example/x?y=1")


class TestAsk:
    def test_says_what_was_said(self, server):
        assert ask(f"{server.url}/a?b=1", inside=True).json() == {"a": 1}
        assert server.asked == ["/a?b=1"]

    def test_posts_a_form(self, server):
        answer = ask(f"{server.url}/", form={"a": "b c"}, inside=True)
        assert (answer.status, answer.body) == (400, b"a=b+c")

    def test_follows_no_redirect(self, server):
        assert ask(f"{server.url}/elsewhere", inside=True).status == 302
        assert server.asked == []

    def test_reads_no_more_than_a_little(self, server):
        with pytest.raises(NoAnswer, match="too much"):
            ask(f"{server.url}/large", inside=True)

    def test_waits_no_longer_for_whoever_trickles(self, server, monkeypatch):
        monkeypatch.setattr(fetching, "_PATIENCE", 0.5)
        began = time.monotonic()
        with suppress(NoAnswer):  # what came until then, or that the line was cut
            ask(f"{server.url}/slow", inside=True)
        assert time.monotonic() - began < 3

    def test_waits_no_longer_for_a_name_that_is_not_found(self, monkeypatch):
        found = threading.Event()
        monkeypatch.setattr(fetching, "_PATIENCE", 0.3)
        monkeypatch.setattr(
            fetching.socket, "getaddrinfo", lambda *_, **__: found.wait(60)
        )
        began = time.monotonic()
        with pytest.raises(NoAnswer, match="in time"):
            ask("https://slow.example/")
        assert time.monotonic() - began < 30
        found.set()

    def test_a_name_that_is_none_is_no_answer(self):
        with pytest.raises(NoAnswer):
            ask(f"https://{'a' * 64}.example/")

    def test_nobody_there_is_no_answer(self):
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with pytest.raises(NoAnswer):
            ask(f"http://localhost:{port}/", inside=True)
        with pytest.raises(NoAnswer, match="may not be asked"):
            ask(f"http://localhost:{port}/")

    def test_without_a_certificate_is_no_answer(self, server):
        with pytest.raises(NoAnswer, match="SSL"):
            ask(server.url.replace("http", "https"), inside=True)

    @pytest.mark.parametrize("address", INSIDE)
    def test_a_name_that_leads_inside_is_not_asked(self, address, monkeypatch):
        _resolve(monkeypatch, [address])
        with pytest.raises(NoAnswer, match="not public"):
            ask("https://inside.example/")

    def test_nor_one_that_leads_inside_too(self, monkeypatch):
        _resolve(monkeypatch, ["8.8.8.8", "127.0.0.1"])
        with pytest.raises(NoAnswer, match="not public"):
            ask("https://inside.example/")

    def test_a_name_is_looked_up_once(self, monkeypatch):
        """One that leads elsewhere the second time is asked where it led at first."""
        looked = _resolve(monkeypatch, ["8.8.8.8"], then=["127.0.0.1"])
        went = []

        def connected(found, _ends):
            went.extend(one[4][0] for one in found)
            raise OSError

        monkeypatch.setattr(fetching, "_connected", connected)
        with pytest.raises(NoAnswer):
            ask("https://rebinds.example/")
        assert went == ["8.8.8.8"]
        assert len(looked) == 1

    def test_unasked_it_would_go_inside(self, server, monkeypatch):
        _resolve(monkeypatch, ["127.0.0.1"])
        monkeypatch.setattr(fetching, "is_public", lambda _address: True)
        with pytest.raises(NoAnswer, match="SSL"):
            ask(f"https://inside.example:{server.server_port}/")


def _resolve(monkeypatch, first, *, then=None):
    looked = []

    def found(_host, port, **_more):
        looked.append(port)
        names = first if len(looked) == 1 or then is None else then
        return [
            (
                socket.AF_INET6 if ":" in name else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (name, port),
            )
            for name in names
        ]

    monkeypatch.setattr(fetching.socket, "getaddrinfo", found)
    return looked


@pytest.mark.parametrize("body", [b"", b"[1]", b"\xff", b"[" * 200_000])
def test_only_an_object_is_read(body):
    with pytest.raises(NoAnswer):
        fetching.Answer(200, body).json()
