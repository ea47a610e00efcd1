"""The provider as tests start it, and a browser that goes there and comes back."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    Request,
    build_opener,
    urlopen,
)

from django.conf import settings
from django.core.cache import cache
from django.test import Client

from fourthp.accounts.rules.providers import Provider
from fourthp.accounts.tests.makers import app_code
from fourthp.accounts.tests.openid_provider import (
    CLIENT,
    PASSWORD,
    PEOPLE,
    SECRET,
    TENANT,
)

ROOT = Path(__file__).resolve().parents[3]
HERE = {"Sec-Fetch-Site": "same-origin"}
BACK = "/sign-in/with/clinic/back/"
NAME = "Harbour Clinic"


class Employer:
    """A running provider."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"

    def provider(self, **more: object) -> Provider:
        """What a host would write of it."""
        facts = {
            "word": "clinic",
            "name": NAME,
            "url": self.url,
            "issuer": self.url,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "only": {"tid": (TENANT,)},
            "second_factor": {"amr": ("mfa",)},
            "is_inside": True,
        }
        return Provider(**(facts | more))

    def written(self) -> str:
        """What a host would write of it in the file of employers' sign-ins."""
        return (
            f'[clinic]\nname = "{NAME}"\nurl = "{self.url}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\ninside = true\n'
            f'only = {{ tid = "{TENANT}" }}\nsecond_factor = {{ amr = "mfa" }}\n'
        )

    def lie(self, **lies: object) -> None:
        """Tell the provider what to do wrong from now on; nothing, without any."""
        cache.clear()
        body = json.dumps(lies).encode()
        sent = Request(f"{self.url}/lies/", body)  # noqa: S310 -- our own
        with urlopen(sent, timeout=60) as answer:  # noqa: S310 -- our own
            assert answer.status == 200


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, *backs: str) -> Iterator[Employer]:
    """Run the provider as a process of its own."""
    port = free_port()
    module = "fourthp.accounts.tests.openid_provider"
    command = [sys.executable, "-m", module, str(port), str(folder), *backs]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert "ready" in process.stdout.readline(), "the provider did not start"
            yield Employer(port)
        finally:
            process.terminate()


class _Stops(HTTPRedirectHandler):
    """Follows the provider's redirects, and stops where it leads back to us."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        if urlsplit(newurl).path == BACK:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Browser:
    """One browser: our cookies, and the provider's."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client(headers=HERE)
        jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(jar), _Stops())

    def begin(self, path: str = "/sign-in/with/clinic/", **data: str):
        """Press our button; return where it leads."""
        return self.client.post(path, data)["Refresh"].partition("url=")[2]

    def at_provider(self, url: str, email: str, *, code: bool = True) -> str:
        """Sign in there as far as asked; return the URL that it leads back to."""
        answer = self._open(url)
        for _step in range(3):
            if urlsplit(answer[0]).path == BACK:
                break
            where, page = answer
            if "/2fa/" in where:
                assert code, "the provider asks for a code"
                said = {"code": app_code(secret=PEOPLE[email])}
            else:
                said = {"login": email, "password": PASSWORD}
            answer = self._send(where, page, said)
        return answer[0]

    def _send(self, where: str, page: str, said: dict[str, str]) -> tuple[str, str]:
        hidden = re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', page)
        form = {name: unescape(value) for name, value in hidden} | said
        return self._open(where, urlencode(form).encode())

    def _open(self, url: str, data: bytes | None = None) -> tuple[str, str]:
        try:
            sent = Request(url, data)  # noqa: S310 -- our own provider
            with self._opener.open(sent, timeout=60) as answer:
                return answer.url, answer.read().decode()
        except HTTPError as led:
            with led:
                if led.status not in {302, 303}:
                    raise AssertionError(led.read().decode()) from led
                return urljoin(led.url, led.headers["Location"]), ""

    def come_back(self, url: str):
        """Open the page of ours that the provider led to."""
        assert url.startswith(settings.URL), url
        return self.client.get(url.removeprefix(settings.URL))

    def sign_in(self, email: str, path: str = "/sign-in/with/clinic/", **data: str):
        """Go there and come back."""
        return self.come_back(self.at_provider(self.begin(path, **data), email))
