"""P5: what a first view weighs, gzip: HTML, styles, scripts, icon.

    python -m bench.weight

Starts the demo network on a free port, opens pages as a browser with an empty cache
would, and ends it. A picture or font that a page asked for would count too.
"""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

ASSET = re.compile(r"<(?:link|script|img)[^>]+(?:href|src)=\"([^\"]+)\"")
QUESTION = b"q=Romanian+women+coventry&now=on"


def free_port() -> int:
    """Return a port that nobody uses."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(port: int) -> subprocess.Popen[bytes]:
    """Start the demo and wait until it answers."""
    demo = subprocess.Popen(
        [sys.executable, "-m", "fourthp.config.cli", "demo"],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "fourthp.config.settings",
            "FOURTHP_DEMO": "yes",
            "FOURTHP_CLOCK": "2026-03-10T10:05+00:00",
            "FOURTHP_HOME": tempfile.mkdtemp(prefix="fourthp-bench-"),
            "FOURTHP_PORT": str(port),
        },
        stdout=subprocess.DEVNULL,
    )
    while demo.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return demo
        time.sleep(0.1)
    raise SystemExit("The demo did not start.")


class Reader:
    """A browser with an empty cache."""

    def __init__(self, site: str) -> None:
        self.site, self.opener = site, build_opener(HTTPCookieProcessor())

    def get(self, path: str, body: bytes | None = None) -> bytes:
        """Return what a path answers."""
        here = {"Sec-Fetch-Site": "same-origin"}
        request = Request(urljoin(self.site, path), data=body, headers=here)  # noqa: S310 -- our own server
        with self.opener.open(request) as answer:
            found: bytes = answer.read()
        return found

    def weigh(self, path: str, body: bytes | None = None) -> tuple[int, int]:
        """Return the bytes of a page and of all that it asks for, each gzip."""
        page = self.get(path, body)
        assets = {urljoin(self.site, one) for one in ASSET.findall(page.decode())}
        own = [one for one in assets if one.startswith(self.site)]
        return packed(page), sum(packed(self.get(one)) for one in own)


def packed(content: bytes) -> int:
    """Return how long a content is, gzip as servers do it."""
    return len(gzip.compress(content, 6))


def main() -> None:
    """Weigh each kind of page; print a table."""
    port = free_port()
    demo, reader = start(port), Reader(f"http://localhost:{port}/")
    try:
        found = reader.get("step-2/", QUESTION).decode()
        entry = re.findall(r"/services/[0-9a-f-]{36}/", found)[0]
        pages = [("the question", "", None), ("results", "step-2/", QUESTION)]
        pages += [("a service", entry, None), ("sign in", "sign-in/", None)]
        weighed = [(name, *reader.weigh(path, body)) for name, path, body in pages]
        become = re.findall(r"/demo/[0-9a-f-]{36}/", reader.get("demo/").decode())
        for path in become:
            reader.get(path, b"")
            if "/imports/" in reader.get("").decode() + reader.get("account/").decode():
                break
        for name, path in (("listings", "listings/?show=all"), ("imports", "imports/")):
            weighed.append((name, *reader.weigh(path)))
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(20)
    for name, page, rest in weighed:
        print(f"| {name} | {page / 1000:.1f} KB | {(page + rest) / 1000:.1f} KB |")


if __name__ == "__main__":
    main()
