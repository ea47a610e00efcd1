"""How a page is looked at: by its route, in light and dark, narrow and wide."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from fourthp.foundation.policies import policy_of


def route_of(path: str) -> str:
    """Return the name of the route that answers a path, or nothing."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return found.view_name if policy_of(found.func) else ""


def faults_of(page, width: int) -> list[str]:
    """Return what is wrong with the page that is open."""
    found = []
    for violation in Axe().run(page).response["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"][:3]]
        found.append(f"{violation['id']} {nodes}")
    wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    if wide:
        found.append(f"scrolls sideways at {width}")
    return found


LOOKS = [
    ("light", 320),
    ("dark", 1280),
    pytest.param("light", 1280, marks=pytest.mark.deep),
    pytest.param("dark", 320, marks=pytest.mark.deep),
]
