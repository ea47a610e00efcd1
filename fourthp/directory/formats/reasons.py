"""Why something could not come in: kept in these words, shown in a reader's own."""

from django.utils.translation import gettext_noop

MISSING = gettext_noop("is missing")
REPEATED = gettext_noop("is repeated")
NOWHERE = gettext_noop("names nothing that is here")
HANGS_ON_NOTHING = gettext_noop("belongs to nothing")
NO_ORGANISATION = gettext_noop("names no agency: shown as not named")
NO_COLUMN = gettext_noop("stands in a column without a name")
UNKNOWN_TABLE = gettext_noop("this table is not known here: it is kept")
NOT_A_TABLE = gettext_noop("this file is no table that is read")
TOO_LARGE = gettext_noop("this table is not known here, and too large to be kept")

TOO_LONG = gettext_noop("too long")
NOT_A_CHOICE = gettext_noop("not one of the words allowed here")
NOT_A_NUMBER = gettext_noop("not a number")
NOT_WHOLE = gettext_noop("not a whole number")
NOT_KEPT = gettext_noop("not a number that can be kept")
NOT_A_DATE = gettext_noop("not a date such as 2026-11-25")
NOT_A_MOMENT = gettext_noop("not a date such as 2026-11-25")
NOT_A_TIME = gettext_noop("not a time of day")
NOT_A_DAY = gettext_noop("not a day of the week")
NOT_YES_OR_NO = gettext_noop("neither yes nor no")
NOT_A_LABEL = gettext_noop("not a label of the Traffic Light Protocol")

HIDDEN_HERE = gettext_noop("is hidden here already: it came in without a place")
HIDDEN = gettext_noop("the place is confidential")
TELLING = gettext_noop("may tell a confidential place")
NOT_ON_EARTH = gettext_noop("is nowhere on earth")

SAME_SERVICE = gettext_noop("another row of this file names the same service")
SAME_AGENCY = gettext_noop("another agency here has the same name")
NEAR_AGENCY = gettext_noop(
    "another agency here or in this file has the same name, or nearly"
)
# These came in: somebody may want to look whether they are one.
PERHAPS_THE_SAME = frozenset({SAME_SERVICE, SAME_AGENCY, NEAR_AGENCY})

# These came in as text: nobody is told that a service is open then.
HOURS_UNREAD = gettext_noop("could not be read: shown as “ask”")
CAME_IN = PERHAPS_THE_SAME | {HOURS_UNREAD}
