"""The search index: one narrow row a service, and its tokens."""

from django.db import models

from fourthp.directory.models.services import Service
from fourthp.foundation.inventory import SYSTEM, Retention, held


class SearchRow(models.Model):
    """What the search knows of a service; its number says where it is."""

    is_derived = True  # an undo takes it away with its service

    # An automatic key, though always given: SQLite then keeps the rows by it.
    number = models.BigAutoField(primary_key=True)
    service = models.OneToOneField(
        Service, on_delete=models.CASCADE, related_name="search_row"
    )
    codes = models.TextField()
    name_tokens = models.TextField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    assured_date = models.DateField(null=True)
    # What a result shows besides the service's own row: phone, languages, towns.
    card = models.JSONField(default=dict)

    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "number",
        "service",
        "codes",
        "name_tokens",
        "latitude",
        "longitude",
        "assured_date",
        "card",
    )

    def __str__(self) -> str:
        return str(self.number)


class Posting(models.Model):
    """One token of one row; found by token, then by number."""

    is_derived = True

    id = models.BigAutoField(primary_key=True)
    token = models.CharField(max_length=40)
    number = models.BigIntegerField()

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "token", "number")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token", "number"], name="one_posting_a_token"
            ),
        ]
        indexes = [models.Index(fields=["number"], name="posting_number")]

    def __str__(self) -> str:
        return self.token


class Wording(models.Model):
    """The words that one public listing adds to those that slips are forgiven to."""

    is_derived = True

    service = models.OneToOneField(
        Service, on_delete=models.CASCADE, primary_key=True, related_name="wording"
    )
    words = models.TextField()

    inventory = held(SYSTEM, Retention.WITH_ROW, "service", "words")

    def __str__(self) -> str:
        return self.words


class Word(models.Model):
    """A word that public listings use, and how many do.

    What typing slips are forgiven to: of any other listing it would tell a word.
    """

    word = models.CharField(primary_key=True, max_length=40)
    stem = models.CharField(max_length=40, db_index=True)
    services = models.PositiveIntegerField()

    inventory = held(SYSTEM, Retention.WITH_ROW, "word", "stem", "services")

    def __str__(self) -> str:
        return self.word
