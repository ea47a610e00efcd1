"""Forms with a key: a double click is one act, and nothing that was typed is lost.

A page that shows a keyed form must not be kept by shared caches, or two people
would hold the same key.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, QueryDict  # noqa: TID251 -- a form is made for a request
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.gaps import adds_gaps, gaps_from_typed
from fourthp.foundation.models.form_keys import Typed
from fourthp.foundation.operations.form_keys import (
    MOST_TYPED,
    Sending,
    SentBefore,
    keep_text,
    once,
)
from fourthp.foundation.queries.texts import text_kept_for

KEY, OWNER = "form_key", "form_owner"
# A page may lie open over a holiday; the proof only lets its holder keep words.
OWNER_STANDS = timedelta(days=14)
_kinds: dict[str, type["KeyedForm"]] = {}
_NEVER_KEPT = re.compile(
    r"pass(word|phrase|code)|token|recovery|(^|[_-])(secret|pin|otp|code|cvc)s?$",
    re.IGNORECASE,
)


class DrawnForAnother(Exception):
    """A page lay open when somebody else signed in, who has sent its form."""


class KeyedForm(forms.Form):
    """A form that is one act however often it is sent; make it with `of`.

    The same class may stand in front of a ModelForm: `class F(KeyedForm, ModelForm)`.
    """

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    form_owner = forms.CharField(widget=forms.HiddenInput, required=False)

    is_given_back = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Know every kind of form by its name: a proof carries that of its own."""
        super().__init_subclass__(**kwargs)
        _kinds[cls.form_kind()] = cls

    @classmethod
    def form_kind(cls) -> str:
        """Return the name by which a proof knows this kind of form."""
        return f"{cls.__module__}.{cls.__qualname__}"

    @classmethod
    def not_to_be_kept(cls, typed: Typed) -> dict[str, str]:  # noqa: ARG003 -- for kinds that have a guard
        """Return the fields whose words may be kept nowhere, each with the reason."""
        return {}

    @classmethod
    def of(cls, request: HttpRequest, **kwargs: Any) -> Self:
        """Make the form that a request sends, or the one that its page shows.

        A page opened again after signing in gets what was typed before, and
        is_given_back says so. Raises DrawnForAnother.
        """
        owner = _proof(request, cls.form_kind())
        if request.method == "POST":
            _look_for_whom(request)
            return cls(_with_gaps(request.POST), request.FILES, **kwargs)
        kept = typed_before(request)
        if kept is not None:
            kept[OWNER] = owner
            form = cls(_with_gaps(kept), **kwargs)
            form.is_given_back = True
            for one in form.fields.values():
                # Files are not kept, and that they are missing is no fault.
                one.required = one.required and not isinstance(one, forms.FileField)
            return form
        return cls.blank(request, **kwargs)

    @classmethod
    def blank(cls, request: HttpRequest, **kwargs: Any) -> Self:
        """Make the form that a page shows, whatever its request sends."""
        owner = _proof(request, cls.form_kind())
        initial = {**kwargs.pop("initial", {}), OWNER: owner}
        return cls(initial=initial, **kwargs)

    def full_clean(self) -> None:
        """Refuse a mark for struck words that a field did not have before."""
        super().full_clean()
        for name, said in list(getattr(self, "cleaned_data", {}).items()):
            if isinstance(said, str) and "█" in said:
                before = self.get_initial_for_field(self.fields[name], name)
                if adds_gaps(said, str(before or "")):
                    told = _("“█” stands where words were struck. Write without it.")
                    self.add_error(name, told)

    def add_prefix(self, field_name: str) -> str:
        """Return a field's name in the page; the key's is the same in every form."""
        if field_name in {KEY, OWNER}:
            return field_name
        return super().add_prefix(field_name)

    def send(self, act: Callable[[], str], *, by: Actor, now: datetime) -> str | None:
        """Do the act of a valid form once, and return the URL of its answer.

        act returns that URL and runs inside the transaction of the key. None when
        the form was sent before with other words: it then says so, and carries a
        fresh key with everything that was typed.
        """
        sending = Sending(
            self.cleaned_data[KEY], self.form_kind()[-100:], self._digest()
        )
        try:
            return once(sending, act, by=by, now=now)
        except SentBefore as problem:
            proof = self.data.get(OWNER, "")
            ours = {KEY: [str(uuid4())], OWNER: [proof]}
            self.data = _query(_lists(self.data) | ours)
            self.add_error(None, str(problem))
            return None

    def sent(
        self,
        act: Callable[[], str],
        *,
        by: Actor,
        now: datetime,
        refused: tuple[type[Exception], ...] = (),
    ) -> str | None:
        """Do the act as `send`; None too where it is refused: the form says why."""
        try:
            return self.send(act, by=by, now=now)
        except refused as problem:
            self.add_error(None, str(problem))
            return None

    def put(self, name: str, value: str) -> None:
        """Put another value into one field of what was sent; all else stays."""
        ours = {n: [self.data.get(n, "")] for n in (KEY, OWNER)}
        self.data = _query(_lists(self.data) | ours | {name: [value]})

    def _digest(self) -> str:
        typed = sorted(_lists(self.data).items())
        sent: list[tuple[str, Any]] = list(self.files.items())
        files = sorted((name, file.name, file.size) for name, file in sent)
        return salted_hmac(
            "fourthp.forms.digest", repr((typed, files)), algorithm="sha256"
        ).hexdigest()


class Button(KeyedForm):
    """A button and nothing else: pressed twice it is one act."""


def press(
    request: HttpRequest, act: Callable[[], str], *, by: Actor, now: datetime
) -> str:
    """Do the act of a button once; return the URL of its answer, as act did.

    The page draws its key with `{% form_key %}`. Raises BadRequest without one, or
    with one that did something else.
    """
    button = Button(request.POST)
    answer = button.send(act, by=by, now=now) if button.is_valid() else None
    if answer is None:
        raise BadRequest
    return answer


def _lists(data: Mapping[str, Any]) -> Typed:
    """Return what was typed, without what we put into the form ourselves."""
    if isinstance(data, MultiValueDict):
        lists = dict(data.lists())
    else:
        lists = {name: [said] for name, said in data.items()}
    return {name: found for name, found in lists.items() if name not in {KEY, OWNER}}


def _signer(path: str) -> TimestampSigner:
    return TimestampSigner(salt=f"fourthp.forms.owner:{path}")


def _is_signed_in(request: HttpRequest) -> bool:
    # A public page without a session cookie never touches the session.
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and request.user.is_authenticated


def _proof(request: HttpRequest, kind: str) -> str:
    """Return a proof that a form of a kind was drawn for this user at this path."""
    if not _is_signed_in(request):
        return ""
    return _signer(request.path).sign(f"{request.user.pk}|{kind}")


def _look_for_whom(request: HttpRequest) -> None:
    """Refuse a form that was drawn for somebody who was signed in here before."""
    try:
        proof = _signer(request.path).unsign(request.POST.get(OWNER, ""))
    except BadSignature:
        return
    user_id = proof.partition("|")[0]
    if _is_signed_in(request) and user_id != str(request.user.pk):
        raise DrawnForAnother


@dataclass(frozen=True)
class PutAside:
    """What became of the words of a form whose session has ended meanwhile.

    refused: the fields that may be kept nowhere, and why. is_proven: it is a form that
    we drew for somebody, whose words may be shown to whoever has just sent them.
    """

    typed: Typed = field(default_factory=dict)
    is_kept: bool = False
    is_proven: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def extent(self) -> str:
        """Say how much is kept: all, part or none."""
        if not self.is_kept:
            return "none"
        return "part" if self.refused else "all"


def keep_typed(request: HttpRequest, *, without_refused: bool = False) -> PutAside:
    """Keep what somebody typed into a keyed form whose session has ended meanwhile.

    It goes back only to the user for whom the form was drawn, at the same path,
    within hours. Secrets and files are never kept, nor what a guard refuses: then
    nothing is, unless all but that shall be.
    """
    sent = request.POST
    try:
        key = UUID(sent.get(KEY, ""))
        proof = _signer(request.path).unsign(sent.get(OWNER, ""), max_age=OWNER_STANDS)
    except (ValueError, BadSignature):
        return PutAside()
    user_id, _bar, name = proof.partition("|")
    form = _kinds.get(name)
    typed = {n: v for n, v in _lists(sent).items() if not _NEVER_KEPT.search(n)}
    long = sum(len(text) for found in typed.values() for text in found)
    if form is None or long > MOST_TYPED:
        return PutAside()
    refused = form.not_to_be_kept(typed)
    labels = {n: str(one.label or "") for n, one in form.base_fields.items()}
    if refused and not without_refused:
        return PutAside(typed, is_proven=True, refused=refused, labels=labels)
    left = {n: found for n, found in typed.items() if n not in refused}
    left[KEY], path = [str(key)], request.path
    is_kept = keep_text(left, user_id=user_id, path=path, key=key, now=clock_now())
    return PutAside(typed, is_kept, is_proven=True, refused=refused)


def typed_before(request: HttpRequest) -> QueryDict | None:
    """Return what the user typed into the form of this page before signing in again."""
    if not _is_signed_in(request):
        return None
    kept = text_kept_for(str(request.user.pk), request.path, now=clock_now())
    if kept is None:
        return None
    return _query(kept)


def _with_gaps(sent: QueryDict) -> QueryDict:
    """Return what was sent, with gaps as they are kept: a page shows them in words."""
    found = sent.copy()
    for name, texts in sent.lists():
        found.setlist(name, [gaps_from_typed(one) for one in texts])
    return found


def _query(lists: Typed) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, texts in lists.items():
        found.setlist(name, texts)
    return found
