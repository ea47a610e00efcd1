"""The doors of sheets, and of records that are one."""

from fourthp.foundation.policies import door, for_roles, open_to
from fourthp.partnership.formats.sheets import MOST_BYTES
from fourthp.partnership.views import merging, sheet_choices, sheets

coordinators = for_roles("coordinator")

urlpatterns = [
    door(
        "agencies/<uuid:pk>/merging/",
        merging.agency_merging,
        coordinators,
        name="agency-merging",
    ),
    door(
        "people/<uuid:pk>/merging/",
        merging.person_merging,
        coordinators,
        name="person-merging",
    ),
    door("merges/<uuid:pk>/", merging.merge, coordinators, name="merge"),
    door(
        "sheets/",
        sheets.index,
        # A file of the largest size, and one too large that is told so.
        open_to(coordinators, most_sent=3 * MOST_BYTES),
        name="sheets",
    ),
    door("sheets/<uuid:pk>/", sheets.detail, coordinators, name="sheet"),
    door(
        "sheets/<uuid:pk>/columns/",
        sheet_choices.columns,
        coordinators,
        name="sheet-columns",
    ),
    door(
        "sheets/<uuid:pk>/choices/",
        sheet_choices.choices,
        coordinators,
        name="sheet-choices",
    ),
    door(
        "sheets/<uuid:pk>/doubles/",
        sheet_choices.doubles,
        coordinators,
        name="sheet-doubles",
    ),
    door(
        "sheets/<uuid:pk>/application/",
        sheets.application,
        coordinators,
        name="sheet-application",
    ),
    door(
        "sheets/<uuid:pk>/discarding/",
        sheets.discarding,
        coordinators,
        name="sheet-discarding",
    ),
    door(
        "sheets/<uuid:pk>/telling/", sheets.telling, coordinators, name="sheet-telling"
    ),
    door(
        "sheets/<uuid:pk>/wrong.csv",
        sheets.wrong_csv,
        coordinators,
        name="sheet-wrong",
    ),
    door(
        "sheets/<uuid:pk>/undoing/", sheets.undoing, coordinators, name="sheet-undoing"
    ),
]
