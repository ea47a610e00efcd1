"""Taxonomies, and what is attached to any row by them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models.base import Imported, listed
from fourthp.directory.models.services import Service


class Taxonomy(Imported):
    """HSDS `taxonomy`."""

    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    uri = models.CharField(max_length=2000, blank=True)
    version = models.CharField(max_length=100, blank=True)

    inventory = listed("name", "description", "uri", "version")

    class Meta(Imported.Meta):
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Imported):
    """HSDS `taxonomy_term`; as a need or a situation it is a facet of the search."""

    class Facet(models.TextChoices):
        NEED = "need", _("need")
        SITUATION = "situation", _("situation")
        OTHER = "", _("neither")

    taxonomy = models.ForeignKey(
        Taxonomy, on_delete=models.CASCADE, null=True, blank=True, related_name="terms"
    )
    code = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    language = models.CharField(max_length=10, blank=True)
    term_uri = models.CharField(max_length=2000, blank=True)
    facet = models.CharField(max_length=10, choices=Facet, blank=True)

    inventory = listed(
        "taxonomy",
        "code",
        "name",
        "description",
        "parent",
        "language",
        "term_uri",
        "facet",
    )

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class Attribute(Imported):
    """HSDS `attribute`: a term attached to a row of any table.

    service is set where the row is a service, which is what the search asks for.
    """

    # It is two keys, which say nothing to a reader.
    stands_in_history = False

    link_entity = models.CharField(max_length=100)
    link_id = models.UUIDField()
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="attributes",
    )
    taxonomy_term = models.ForeignKey(
        TaxonomyTerm, on_delete=models.CASCADE, related_name="attributes"
    )
    link_type = models.CharField(max_length=300, blank=True)
    value = models.TextField(blank=True)
    label = models.CharField(max_length=500, blank=True)

    inventory = listed(
        "link_entity",
        "link_id",
        "service",
        "taxonomy_term",
        "link_type",
        "value",
        "label",
    )

    class Meta(Imported.Meta):
        indexes = [
            models.Index(fields=["link_entity", "link_id"], name="attribute_link"),
        ]

    def __str__(self) -> str:
        return f"{self.link_entity} {self.taxonomy_term_id}"


class Metadata(Imported):
    """HSDS `metadata`: what a source says of its own changes to any row."""

    resource_type = models.CharField(max_length=100)
    resource_id = models.UUIDField()
    last_action_date = models.CharField(max_length=40)
    last_action_type = models.CharField(max_length=100)
    field_name = models.CharField(max_length=200)
    previous_value = models.TextField(blank=True)
    replacement_value = models.TextField(blank=True)
    updated_by = models.CharField(max_length=300)

    inventory = listed(
        "resource_type",
        "resource_id",
        "last_action_date",
        "last_action_type",
        "field_name",
        "previous_value",
        "replacement_value",
        "updated_by",
    )

    class Meta(Imported.Meta):
        verbose_name_plural = "metadata"
        indexes = [
            models.Index(
                fields=["resource_type", "resource_id"], name="metadata_resource"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_type} {self.field_name}"
