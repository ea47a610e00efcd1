"""The nouns of the ground."""

from fourthp.foundation.models.form_keys import FormKey, KeptText
from fourthp.foundation.models.rates import RateBucket
from fourthp.foundation.models.revisions import Revision, RevisionPart
from fourthp.foundation.models.striking import UnendedStrike
from fourthp.foundation.models.work import DutyRun, Job, Work, WorkerBeat

__all__ = [
    "DutyRun",
    "FormKey",
    "Job",
    "KeptText",
    "RateBucket",
    "Revision",
    "RevisionPart",
    "UnendedStrike",
    "Work",
    "WorkerBeat",
]
