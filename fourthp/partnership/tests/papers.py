"""Tables of shared rows that stand for any room's, made by the tests alone."""

from django.db import models

from fourthp.foundation.ids import new_id
from fourthp.partnership.models import Shared, SharedQuerySet


class Paper(Shared):
    """A shared row."""

    id = models.UUIDField(primary_key=True, default=new_id)

    matter_kind = "paper"
    objects = SharedQuerySet.as_manager()

    class Meta:
        app_label = "partnership"
        db_table = "test_paper"

    def __str__(self) -> str:
        return self.label


class Annex(Shared):
    """A shared row that hangs on another."""

    hangs_on = ("paper",)

    id = models.UUIDField(primary_key=True, default=new_id)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True)

    matter_kind = "annex"
    objects = SharedQuerySet.as_manager()

    class Meta:
        app_label = "partnership"
        db_table = "test_annex"

    def __str__(self) -> str:
        return self.label
