"""The sign-off pack, in one click."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from fourthp.foundation.clock import now
from fourthp.foundation.pdf import Document, NoFontForScript, pdf_bytes
from fourthp.trust.formats.papers import packed
from fourthp.trust.queries.proofs import PROOFS
from fourthp.trust.queries.signing_off import NotSetUp, sign_off

NAME = "sign-off"


def page(request: HttpRequest) -> HttpResponse:
    """Say what the pack has, and what is left to answer."""
    return _page(request)


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    _document, asked = _pack()
    context = {"asked": asked, "proofs": len(PROOFS), "problem": problem}
    return render(request, "trust/sign_off.html", context)


def _pack() -> tuple[Document, tuple[str, ...]]:
    try:
        return sign_off(now())
    except NotSetUp as problem:
        raise Http404(str(problem)) from problem


def as_pdf(request: HttpRequest) -> HttpResponse:
    """Give the pack as PDF that a screen reader can read."""
    document, _asked = _pack()
    try:
        content = pdf_bytes(document, now=now())
    except NoFontForScript as problem:
        return _page(request, str(problem))
    return _file(content, "pdf", "application/pdf")


def as_zip(_request: HttpRequest) -> HttpResponse:
    """Give the pack whole: to read and sign, and to go on writing."""
    document, _asked = _pack()
    return _file(packed(document, now=now()), "zip", "application/zip")


def _file(content: bytes, kind: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{NAME}.{kind}"'
    return answer
