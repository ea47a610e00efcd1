"""Long work: how far it is, for whoever asked for it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_htmx.http import HttpResponseClientRedirect

from fourthp.foundation.models import Work
from fourthp.foundation.queries.work import WorkState, shown


def work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far a work is; what is done leads on to its result."""
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    mine = Work.objects.filter(
        actor_kind=person.actor_kind, actor_id=person.actor_id
    ).select_related("job")
    found = shown(get_object_or_404(mine, pk=pk))
    if found.state is not WorkState.DONE:
        return render(request, "foundation/work.html", {"shown": found})
    if request.htmx:  # type: ignore[attr-defined]  # by HtmxMiddleware
        return HttpResponseClientRedirect(found.work.leads_to)
    return redirect(found.work.leads_to)
