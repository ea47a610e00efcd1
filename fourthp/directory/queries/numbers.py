"""Which telephone numbers everyone finds in the directory."""

from django.db.models import Q

from fourthp.directory.models import Phone, Service
from fourthp.partnership.queries.guard import ends_like
from fourthp.partnership.rules.guard.phones import known_token


def listed_tokens(tokens: frozenset[str]) -> frozenset[str]:
    """Return those of some tokens whose number stands in a listing for everyone."""
    seen = Service.objects.visible_to(None)
    ids, open_ones = seen.values("pk"), seen.filter(place_is_confidential=False)
    shown = (
        Q(service__in=ids)
        | Q(service_at_location__service__in=ids)
        | Q(service=None, location__at_services__service__in=ids)
        | Q(service=None, organization__in=open_ones.values("organization"))
    )
    found = Phone.objects.filter(ends_like(tokens, "number")).filter(shown)
    return tokens & {known_token(one) for one in found.values_list("number", flat=True)}
