"""The doors of meetings. A meeting goes by the key of its gathering."""

from fourthp.foundation.policies import door, for_members, for_roles, taken_along
from fourthp.meetings.permissions import KEEPS
from fourthp.meetings.views import circulating, items, order, pages, series

keeps = for_roles(*KEEPS)
_ONE, _ITEM, _SERIES = (
    "meetings/<uuid:pk>/",
    "agenda-items/<uuid:pk>/",
    "series/<uuid:pk>/",
)

urlpatterns = [
    door("meetings/", pages.index, for_members, name="meetings"),
    door(_ONE, pages.meeting, for_members, name="meeting"),
    door(f"{_ONE}items/", items.propose, for_members, name="meeting-proposal"),
    door(f"{_ONE}order/", order.order, keeps, name="meeting-order"),
    door(f"{_ONE}arising/", order.arising, keeps, name="meeting-arising"),
    door(
        f"{_ONE}circulation/",
        circulating.circulation,
        keeps,
        name="meeting-circulation",
    ),
    door(f"{_ONE}text/", circulating.text, taken_along, name="meeting-text"),
    door(f"{_ONE}table/", circulating.table, taken_along, name="meeting-table"),
    door(_ITEM, items.item, for_members, name="agenda-item"),
    door(f"{_ITEM}words/", items.change, for_members, name="agenda-item-words"),
    door(f"{_ITEM}answer/", items.answer, keeps, name="agenda-item-answer"),
    door(f"{_SERIES}meetings/", series.needs, keeps, name="meetings-needs"),
    door(f"{_SERIES}standing/", series.standing, keeps, name="meetings-standing"),
    door(f"{_SERIES}rota/", series.rota, keeps, name="meetings-rota"),
]
