"""Words that are struck leave sheets that wait to come in."""

from django.utils.translation import gettext as _

from fourthp.foundation.strikes import Found, Store, Strike, strike_fields
from fourthp.partnership.models import Sheet

_WORDS = ("file_name", "tab", "heads", "rows", "left_out", "chosen", "choices")


def strike_sheets(strike: Strike) -> list[Found]:
    """Take words out of sheets of people and agencies, handed in or come in."""
    needles = strike.needles_for(is_about_it=False)
    count = strike_fields(strike, Sheet, _WORDS, needles)
    return [Found(_("In sheets that were handed in"), count)]


SHEETS = Store(
    "sheets", tuple(f"partnership.Sheet.{name}" for name in _WORDS), strike_sheets
)
