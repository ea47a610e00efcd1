"""From the front page to a number on the screen: a phone, a weak signal, no script.

    python -m bench.journey [SITE]      (default: a demo of its own)

A screen of 320 by 640 px, JavaScript off, slow 4G by Chromium's own figures (400 ms
round trip, 400 kbit/s both ways), nothing cached. Prints the median of five: seconds
until the number stands on the screen, without the time that typing takes; taps after
typing; cookies; the titles and addresses that a history would show.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Browser, sync_playwright

TIMES = 5
LINE = "Romanian women coventry"
PHONE = {"width": 320, "height": 640}
SLOW_4G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
CHROMIUM = os.environ.get("FOURTHP_BROWSER", "/usr/bin/chromium")
WAIT = 300


@contextmanager
def demo() -> Iterator[str]:
    """Serve a demo of its own on a Tuesday morning; end it by its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "FOURTHP_DEMO": "yes",
        "FOURTHP_HOME": tempfile.mkdtemp(prefix="fourthp-journey-"),
        "FOURTHP_PORT": str(port),
        "FOURTHP_CLOCK": "2026-03-10T10:05+00:00",
    }
    command = [sys.executable, "-P", "-m", "fourthp.config.cli", "demo"]
    served = subprocess.Popen(command, env=os.environ | own, stdout=subprocess.DEVNULL)
    site = f"http://localhost:{port}"
    try:
        _await(port)
        yield site
    finally:
        served.terminate()
        served.wait(30)


def _await(port: int) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        with suppress(OSError):
            socket.create_connection(("localhost", port), timeout=5).close()
            return
        time.sleep(0.5)
    raise TimeoutError(port)


def walk(browser: Browser, site: str) -> dict[str, Any]:
    """Walk from the front page to the number once."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW_4G)
    titles, taps = [], 0
    begun = time.monotonic()
    page.goto(site, wait_until="domcontentloaded")
    opened = time.monotonic() - begun
    titles.append((page.title(), page.url.removeprefix(site)))
    page.fill("#q", LINE)
    begun = time.monotonic()
    for tap in ("input[name=now]", "button:has-text('Find')"):
        page.click(tap)
        taps += 1
    page.wait_for_load_state("domcontentloaded")
    number = page.locator(".call").first
    number.wait_for()
    found = time.monotonic() - begun
    titles.append((page.title(), page.url.removeprefix(site)))
    top = number.bounding_box() or {"y": 0.0, "height": 0.0}
    told = {
        "open": opened,
        "found": found,
        "taps": taps,
        "number": number.inner_text(),
        "ends at": round(top["y"] + top["height"]),
        "cookies": len(context.cookies()),
        "history": titles,
    }
    context.close()
    return told


def measure(site: str) -> None:
    """Walk some times and print the table."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        walks = [walk(browser, site) for _ in range(TIMES)]
        browser.close()
    opened = statistics.median(one["open"] for one in walks)
    found = statistics.median(one["found"] for one in walks)
    print(f"| first page | {opened:.1f} s |")
    print(f"| from the first tap to the number | {found:.1f} s |")
    print(f"| both | {opened + found:.1f} s |")
    for name in ("taps", "number", "ends at", "cookies", "history"):
        print(f"| {name} | {walks[0][name]} |")


def main() -> None:
    """Measure a site that is given, or a demo."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    with demo() as site:
        measure(site)


if __name__ == "__main__":
    main()
