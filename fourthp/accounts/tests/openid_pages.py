"""The pages of openid_provider: its own, and one where it is told to lie."""

import json
import time
from urllib.parse import parse_qsl, urlencode

import jwt
from allauth.account.internal.flows.login import get_authentication_records
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from fourthp.accounts.tests.openid_provider import (
    CAME,
    CLIENT,
    LIES,
    SECRET,
    TENANT,
    new_key,
)

# The same person comes many times within the half minute of one code.
TOTP._mark_code_used = lambda _self, _code: True


class Adapter(DefaultOIDCAdapter):
    """Tokens say how somebody really signed in, and what the provider is told to."""

    def get_issuer(self):
        return f"http://localhost:{settings.PORT}"

    def populate_id_token(self, id_token, client, scopes, **kwargs):
        id_token["tid"] = TENANT
        id_token.update(CAME.get(id_token["sub"], {}))
        for name, value in LIES.get("claims", {}).items():
            if value is None:
                id_token.pop(name, None)
            elif name in {"exp", "iat"}:
                id_token[name] = int(time.time()) + value
            else:
                id_token[name] = value

    def populate_server_metadata(self, data):
        data.update(LIES.get("facts", {}))


def watch(answer):
    """Note how somebody signed in who asks for a code; then answer, or lie."""

    def watched(request):
        # The library takes `claims` for a hint of who comes; a provider may ignore it.
        asked = parse_qsl(request.META.get("QUERY_STRING", ""))
        kept = [(name, value) for name, value in asked if name != "claims"]
        request.META["QUERY_STRING"] = urlencode(kept)
        if request.path == "/identity/o/authorize" and request.user.is_authenticated:
            records = get_authentication_records(request, request.user)
            ways = {one.get("type") or one["method"] for one in records}
            amr = [n for n, w in (("pwd", "password"), ("otp", "totp")) if w in ways]
            CAME[str(request.user.pk)] = {
                "amr": [*amr, "mfa"] if len(amr) > 1 else amr,
                "auth_time": int(max(one["at"] for one in records)),
            }
        response = answer(request)
        if lie := LIES.get(request.path):
            return _instead(lie, response)
        if request.path.endswith("/api/token") and response.status_code == 200:
            return _forged(response)
        return response

    return watched


def _forged(response):
    """Sign a token otherwise, where that is what was told."""
    how = LIES.get("alg")
    if how is None:
        return response
    said = json.loads(response.content)
    token = said["id_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = {"kid": jwt.get_unverified_header(token)["kid"]}
    keys = {"none": "", "HS256": SECRET, "RS256": new_key()}
    said["id_token"] = jwt.encode(claims, keys[how] or None, algorithm=how, headers=kid)
    return HttpResponse(json.dumps(said), content_type="application/json")


def _instead(lie, response):
    if lie == "elsewhere":
        return HttpResponseRedirect("/elsewhere/")
    return HttpResponse(lie, status=response.status_code)


@csrf_exempt
def lies(request):
    """Take what is done wrong from now on; nothing is, with an empty form."""
    LIES.clear()
    LIES.update(json.loads(request.body))
    if LIES.pop("new key", False):
        settings.IDP_OIDC_PRIVATE_KEY = new_key()
    return HttpResponse(CLIENT)


urlpatterns = [
    path("lies/", lies),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.idp.urls")),
]
