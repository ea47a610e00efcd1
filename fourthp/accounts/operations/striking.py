"""Words that are struck leave what a page was about to tell somebody signed in."""

import json
from typing import Any

from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from fourthp.foundation.needles import struck_in
from fourthp.foundation.strikes import Found, Store, Strike, holding

_TOLD = "_messages"  # as django.contrib.messages keeps them in a session


def strike_sessions(strike: Strike) -> list[Found]:
    """Take words out of messages that nobody has seen yet, whatever they are about."""
    count, needles = 0, strike.needles_for(is_about_it=strike.is_everywhere)

    def struck(row: Session) -> tuple[Any, int]:
        told = json.loads(row.get_decoded().get(_TOLD, "[]"))
        return struck_in(told, needles, strike.gap)

    for row in holding(Session.objects.all(), lambda row: struck(row)[1] > 0):
        kept = row.get_decoded() | {_TOLD: json.dumps(struck(row)[0])}
        said = Session.objects.encode(kept)
        Session.objects.filter(pk=row.pk).update(session_data=said)
        strike.touched.add(Session)
        count += 1
    return [Found(_("In what a page was about to tell somebody"), count)]


SESSIONS = Store("sessions", ("sessions.Session.session_data",), strike_sessions)
