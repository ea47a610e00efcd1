"""What a meeting is to do with an item."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Minutes that one item may take: the longest is a whole day.
MOST_MINUTES = 480


class Purpose(models.TextChoices):
    """What a meeting is to do with an item."""

    DECISION = "decision", _("for decision")
    DISCUSSION = "discussion", _("for discussion")
    INFORMATION = "information", _("for information")
