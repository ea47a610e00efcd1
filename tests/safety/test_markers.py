"""S2: a marker stands in every text that says something, in rooms to come too."""

from django.db import models
from django.test.utils import isolate_apps

from fourthp.directory.models import Funding
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from tests.safety.markers import EXCEPTIONS, is_marked, label_of, texts_of, unmarked
from tests.safety.test_inventory import ours


def test_a_marker_stands_in_every_text_that_says_something(canaries):
    assert unmarked(canaries, ours()) == []


def test_a_text_without_a_marker_is_found(canaries):
    Funding.objects.update(source_of_funds="a charity")
    assert unmarked(canaries, ours()) == ["directory.Funding.source_of_funds"]


def test_no_exception_outlives_its_text(canaries):
    texts = {label_of(one): one for model in ours() for one in texts_of(model)}
    assert [name for name in EXCEPTIONS if name not in texts] == []
    assert [name for name in EXCEPTIONS if is_marked(canaries, texts[name])] == []


@isolate_apps("fourthp.partnership")
def test_a_text_of_a_room_to_come_needs_a_marker_as_soon_as_it_has_a_class():
    class Note(models.Model):
        words = models.TextField()
        state = models.CharField(max_length=10, choices=[("new", "new")])
        digest = models.CharField(max_length=64)
        inventory = (
            held(SYSTEM, Retention.WITH_ROW, "id", "digest")
            | held(PERSONAL, Retention.WITH_ROW, "words")
            | held(PERSONAL, Retention.WITH_ROW, "state")
        )

        class Meta:
            app_label = "partnership"

    assert [one.name for one in texts_of(Note)] == ["words"]
