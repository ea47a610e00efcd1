"""The front doors."""

from fourthp.foundation.policies import (
    Cache,
    Rate,
    door,
    for_members,
    for_roles,
    open_to,
    public,
)
from fourthp.home.views import changed, desk, first_month, front, search

# Back works on what was found; what was typed is in no address.
answers = open_to(
    for_members, cache=Cache.BACK, rate=Rate("member search", burst=60, per_hour=1_200)
)

urlpatterns = [
    door("", front.front, public, name="front"),
    door("search/", search.search_page, answers, name="search"),
    door("changed/", changed.changed, for_members, name="changed"),
    door("desk/", desk.desk_page, for_roles("coordinator"), name="desk"),
    door(
        "first-month/",
        first_month.first_month_page,
        for_roles("coordinator"),
        name="first-month",
    ),
]
