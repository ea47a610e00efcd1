"""Work that nobody waits for: background jobs, timed duties, and who does them."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held


class Job(models.Model):
    """One background task, leased by one worker at a time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    path = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    inventory = held(
        SYSTEM,
        Retention.DAYS_30,
        "id",
        "path",
        "arguments",
        "state",
        "due_at",
        "leased_until",
        "leased_by",
        "attempts",
        "fault",
        "made_at",
        "ended_at",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="waiting"),
                name="job_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.path


class DutyRun(models.Model):
    """When a timed duty is due next, who is at it, and what came of it last.

    began_at and took are of its last run, whatever came of that; did is how many things
    the last that succeeded did, where it says so. asked_at is when somebody last asked
    for it before its time.
    """

    matter_kind = "duty"

    name = models.CharField(primary_key=True, max_length=100)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=64, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    took = models.DurationField(null=True, blank=True)
    did = models.PositiveIntegerField(null=True, blank=True)
    last_done_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)
    fails_since = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "name",
        "due_at",
        "leased_until",
        "leased_by",
        "began_at",
        "took",
        "did",
        "last_done_at",
        "fault",
        "fails_since",
        "asked_at",
    )

    def __str__(self) -> str:
        return self.name


class WorkerBeat(models.Model):
    """A worker's sign of life."""

    worker = models.CharField(primary_key=True, max_length=64)
    at = models.DateTimeField()

    inventory = held(SYSTEM, Retention.DAYS_30, "worker", "at")

    def __str__(self) -> str:
        return self.worker


class Work(models.Model):
    """Long work that somebody asked for, may leave, and comes back to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=200)
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    job = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, related_name="work"
    )
    leads_to = models.CharField(max_length=500)
    said = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    inventory = held(
        SYSTEM,
        Retention.DAYS_30,
        "id",
        "title",
        "job",
        "leads_to",
        "said",
        "made_at",
        "ended_at",
    ) | held(PERSONAL, Retention.DAYS_30, "actor_kind", "actor_id")

    class Meta:
        indexes = [
            models.Index(
                fields=["actor_kind", "actor_id", "made_at"], name="work_of_actor"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def progress_file(self) -> Path:
        """Return where its progress stands while it goes on."""
        return Path(settings.HOME) / "files" / "work" / str(self.pk)
