"""A real browser on a real server with the demo network."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Browser, Page, sync_playwright

from fourthp.accounts.tests.employer import BACK, running
from fourthp.directory.tests.packages import make_package, plain

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
# The first of a source, or what changed since.
IMPORT = "button:text-matches('^Import (it|these changes)$')"
LATER = b"service,hours\nStay,by appointment\nRest,Mon-Fri 9-5\n"
CHROMIUM = os.environ.get("FOURTHP_BROWSER", "/usr/bin/chromium")


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def employers(port: int, tmp_path_factory) -> Iterator[Path]:
    """A file that names an employer's sign-in, which runs beside the demo."""
    folder = tmp_path_factory.mktemp("employer")
    with running(folder, f"http://localhost:{port}{BACK}") as employer:
        file = folder / "employers.toml"
        file.write_text(employer.written())
        yield file


@pytest.fixture(scope="session")
def site(port: int, employers: Path, tmp_path_factory) -> Iterator[str]:
    """The address of a demo that answers; ended by its own process id."""
    log = (tmp_path_factory.mktemp("log") / "demo.log").open("w+")
    demo = subprocess.Popen(
        [sys.executable, "-m", "fourthp.config.cli", "demo"],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "fourthp.config.settings",
            "FOURTHP_CLOCK": "2026-03-10T10:05+00:00",
            "FOURTHP_DEMO": "yes",
            "FOURTHP_HOME": str(tmp_path_factory.mktemp("home")),
            "FOURTHP_PORT": str(port),
            "FOURTHP_SIGN_IN": str(employers),
        },
        stdout=log,
        stderr=log,
    )
    try:
        wait_until_it_answers(port, demo)
        yield f"http://localhost:{port}"
    finally:
        demo.terminate()
        demo.wait(20)
        log.seek(0)
        told = log.read()
        log.close()
        # What happens on its own says so here when it breaks.
        assert " failed: " not in told, told


def wait_until_it_answers(port: int, demo: subprocess.Popen) -> None:
    end = time.monotonic() + 600
    while time.monotonic() < end and demo.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("The demo did not start.")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS.split()
        )
        yield browser
        browser.close()


def leave(page: Page, site: str) -> None:
    """Be nobody."""
    page.context.clear_cookies()
    page.goto(site)


def press(page: Page, what: str) -> None:
    """Press what leads to another page, and wait until that is there whole."""
    with page.expect_navigation():
        page.click(what)


def sign_in_as(page: Page, site: str, name: str) -> None:
    """Become one of the demo's people."""
    page.goto(f"{site}/demo/")
    page.click(f"text=Become {name}")


@pytest.fixture(scope="session")
def work_done(site: str, chromium: Browser) -> list[str]:
    """Do what makes the pages that only work makes; return their paths.

    A package is imported and comes again, a table waits for its columns, a listing is
    changed and somebody says that something is wrong with it.
    """
    page = chromium.new_context().new_page()
    sign_in_as(page, site, "Maya Lind")
    held = [{"id": "x", "service_id": "none", "number": "1"}]
    with tempfile.TemporaryDirectory() as folder:
        package = make_package(Path(folder), **(plain() | {"phones": held}))
        hand_in(page, site, package.name, package.read_bytes())
        page.click(IMPORT)
        paths = [after_work(page, site)]
    paths += [f"{paths[-1]}undoing/"]
    paths.append(hand_in(page, site, "later.csv", LATER))
    for label, meaning in (("service", "Service"), ("hours", "Opening hours")):
        page.get_by_label(label, exact=True).select_option(label=meaning)
    page.get_by_label("Agency, where no column names it").fill("Harbour Aid")
    page.click("button:has-text('Read it so')")
    paths.append(after_work(page, site))
    paths.append(hand_in(page, site, "list.csv", b"service,tel\nStay,0121 496 0001\n"))
    paths.append(hand_in(page, site, "again.csv", b"colour\nblue\n"))
    page.goto(f"{site}/listings/?show=all")
    page.click("tbody a >> nth=0")
    listing = urlsplit(page.url).path
    key = listing.split("/")[-2]
    page.goto(f"{site}{listing}words/")
    page.fill("#id_alert", "Closed on Friday afternoon this week.")
    page.click("button:has-text('Save')")
    page.goto(f"{site}/services/{key}/problem/")
    page.check("text=the hours are wrong")
    page.click("text=Tell them")
    paths += [listing, f"{listing}confidentiality/", f"/history/service/{key}/"]
    page.context.close()
    add_factors(chromium, site)
    return paths


def add_factors(chromium: Browser, site: str) -> None:
    """Give one of the demo's people a password, an app for codes, and its codes."""
    page = chromium.new_context().new_page()
    sign_in_as(page, site, "Grace Pell")
    page.goto(f"{site}/account/password/set/")
    for box in page.query_selector_all("input[type=password]"):
        box.fill("a lantern by the canal")
    page.click("button:has-text('Save the password')")
    page.goto(f"{site}/account/factors/app/")
    # The password was typed a moment ago, and is not asked for again.
    secret = page.inner_text("code.codes")
    value = hotp_value(secret, next(iter(yield_hotp_counters_from_time())))
    page.fill("input[name=code]", format_hotp_value(value))
    page.click("button:has-text('Add the app')")
    page.context.close()


def hand_in(page: Page, site: str, name: str, content: bytes) -> str:
    """Hand in a file and wait until it is read; return where it is shown."""
    page.goto(f"{site}/imports/")
    file = {"name": name, "mimeType": "application/zip", "buffer": content}
    page.set_input_files("input[type=file]", file)
    page.fill("input[name=source]", "city")
    page.click("button:has-text('Hand it in')")
    return after_work(page, site)


def after_work(page: Page, site: str) -> str:
    """Wait at a work's page until it leads on; return where."""
    page.wait_for_url(re.compile(r"/imports/"), timeout=120_000)
    return urlsplit(page.url).path
