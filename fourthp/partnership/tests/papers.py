"""A table of shared rows that stands for any room's, made by the tests alone."""

from fourthp.partnership.models import Shared, SharedQuerySet


class Paper(Shared):
    """A shared row."""

    objects = SharedQuerySet.as_manager()

    class Meta:
        app_label = "partnership"
        db_table = "test_paper"

    def __str__(self) -> str:
        return self.label
