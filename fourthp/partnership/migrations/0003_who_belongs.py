import django.db.models.deletion
from django.db import migrations, models

import fourthp.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0002_circulars"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyName",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fourthp.foundation.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                (
                    "until_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
            ],
            options={
                "ordering": ["until_on", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="AgencyTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fourthp.foundation.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fourthp.foundation.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "telephone"),
                            ("mobile", "mobile"),
                            ("out-of-hours", "out of hours"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "value",
                    models.CharField(max_length=200, verbose_name="number or address"),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="when to use it"
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("nobody", "nobody but the coordinators"),
                            ("agency", "your own agency"),
                            ("group", "the groups you sit in"),
                            ("network", "the whole network"),
                            ("public", "everyone, on the public page of your agency"),
                        ],
                        default="agency",
                        max_length=20,
                        verbose_name="who may see it",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fourthp.foundation.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("words", models.TextField(verbose_name="words")),
                ("from_on", models.DateField()),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fourthp.foundation.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("is_proposer", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PersonTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fourthp.foundation.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fourthp.foundation.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "vocabulary",
                    models.CharField(
                        choices=[
                            ("kind", "kinds of agencies"),
                            ("sector", "sectors"),
                            ("four-ps", "parts in the four Ps"),
                            ("area", "areas"),
                            ("topic", "topics"),
                        ],
                        max_length=20,
                    ),
                ),
                ("code", models.SlugField(max_length=60)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "is_statutory",
                    models.BooleanField(default=False, verbose_name="statutory"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("retired_on", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="agency",
            name="ended_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("merged", "merged into another"),
                    ("abolished", "abolished"),
                    ("closed", "closed"),
                ],
                max_length=20,
                verbose_name="what became of it",
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="agency",
            name="people_confirmed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agency",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="predecessors",
                to="partnership.agency",
                verbose_name="successor",
            ),
        ),
        migrations.AddField(
            model_name="group",
            name="begins_on",
            field=models.DateField(blank=True, null=True, verbose_name="from"),
        ),
        migrations.AddField(
            model_name="group",
            name="is_closed",
            field=models.BooleanField(default=False, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="group",
            name="is_outside",
            field=models.BooleanField(default=False, verbose_name="kept by others"),
        ),
        migrations.AddField(
            model_name="group",
            name="joining",
            field=models.CharField(
                choices=[
                    ("open", "open: any member may join"),
                    ("invited", "by invitation"),
                ],
                default="invited",
                max_length=20,
                verbose_name="who may join",
            ),
        ),
        migrations.AddField(
            model_name="group",
            name="purpose",
            field=models.TextField(blank=True, verbose_name="purpose"),
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="network",
            name="contact_email",
            field=models.EmailField(
                blank=True, max_length=254, verbose_name="e-mail address for questions"
            ),
        ),
        migrations.AddField(
            model_name="network",
            name="contact_phone",
            field=models.CharField(
                blank=True, max_length=40, verbose_name="number for questions"
            ),
        ),
        migrations.AddField(
            model_name="network",
            name="controller",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="data controller"
            ),
        ),
        migrations.AddField(
            model_name="network",
            name="controller_address",
            field=models.TextField(
                blank=True, verbose_name="address of the data controller"
            ),
        ),
        migrations.AddField(
            model_name="network",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="languages"),
        ),
        migrations.AddField(
            model_name="network",
            name="profile",
            field=models.CharField(
                choices=[
                    ("small", "small: few rules"),
                    ("ordinary", "ordinary"),
                    ("formal", "formal: votes, quorum, agreements"),
                ],
                default="ordinary",
                max_length=20,
                verbose_name="profile",
            ),
        ),
        migrations.AddField(
            model_name="network",
            name="reconfirm_months",
            field=models.PositiveSmallIntegerField(
                default=12,
                verbose_name="months between asking agencies about their people",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="email_reach",
            field=models.CharField(
                choices=[
                    ("nobody", "nobody but the coordinators"),
                    ("agency", "your own agency"),
                    ("group", "the groups you sit in"),
                    ("network", "the whole network"),
                    ("public", "everyone, on the public page of your agency"),
                ],
                default="nobody",
                max_length=20,
                verbose_name="who may see the address",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="full_name",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="full name"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="languages"),
        ),
        migrations.AddField(
            model_name="seat",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="position",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="group",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="to"),
        ),
        migrations.AlterField(
            model_name="seat",
            name="role",
            field=models.CharField(
                choices=[
                    ("representative", "representative"),
                    ("deputy", "deputy"),
                    ("lead", "agency lead"),
                    ("chair", "chair"),
                    ("coordinator", "coordinator"),
                    ("second", "second person"),
                    ("observer", "observer"),
                    ("minute-taker", "minute-taker"),
                    ("trainer", "trainer"),
                    ("analyst", "analyst"),
                    ("editor", "directory editor"),
                    ("auditor", "auditor"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_network", False),
                    models.Q(
                        ("ends_on__isnull", True),
                        ("is_closed", False),
                        ("is_outside", False),
                    ),
                    _connector="OR",
                ),
                name="the_network_is_open_and_lasts",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begins_on__isnull", True),
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("begins_on")),
                    _connector="OR",
                ),
                name="group_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    ("to_on__isnull", False),
                    _connector="OR",
                ),
                name="membership_ended_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    ("to_on__isnull", False),
                    _connector="OR",
                ),
                name="seat_ended_on_a_day",
            ),
        ),
        migrations.AddField(
            model_name="agencyname",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="called",
                to="partnership.agency",
            ),
        ),
        migrations.AddField(
            model_name="agencyterm",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="said",
                to="partnership.agency",
            ),
        ),
        migrations.AddField(
            model_name="contactpoint",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contact_points",
                to="partnership.person",
            ),
        ),
        migrations.AddField(
            model_name="groupterms",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="terms",
                to="partnership.group",
            ),
        ),
        migrations.AddField(
            model_name="interest",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interests",
                to="partnership.group",
            ),
        ),
        migrations.AddField(
            model_name="interest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interests_shown",
                to="partnership.person",
            ),
        ),
        migrations.AddField(
            model_name="personterm",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interested_in",
                to="partnership.person",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="within",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="partnership.term",
            ),
        ),
        migrations.AddField(
            model_name="personterm",
            name="term",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partnership.term",
            ),
        ),
        migrations.AddField(
            model_name="agencyterm",
            name="term",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partnership.term",
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="terms",
            field=models.ManyToManyField(
                related_name="agencies_with",
                through="partnership.AgencyTerm",
                to="partnership.term",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="interests",
            field=models.ManyToManyField(
                related_name="people_interested",
                through="partnership.PersonTerm",
                to="partnership.term",
            ),
        ),
        migrations.RenameField(
            model_name="agency", old_name="kind", new_name="kind_before"
        ),
        migrations.AddField(
            model_name="agency",
            name="kind",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agencies",
                to="partnership.term",
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_as", ""), ("ended_on__isnull", True)),
                    models.Q(
                        ("ended_on__isnull", False),
                        models.Q(("ended_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ended_agency_says_when_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True),
                    models.Q(("successor", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="agency_does_not_follow_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="agency_is_no_part_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyname",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="agency_name_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("value", ""), _negated=True),
                name="contact_point_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupterms",
            constraint=models.UniqueConstraint(
                fields=("group", "number"), name="terms_have_one_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(
                fields=("group", "person"), name="one_interest_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.UniqueConstraint(
                fields=("vocabulary", "code"), name="one_term_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("code", ""), _negated=True),
                ),
                name="term_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_statutory", False), ("vocabulary", "kind"), _connector="OR"
                ),
                name="only_kinds_are_statutory",
            ),
        ),
        migrations.AddConstraint(
            model_name="personterm",
            constraint=models.UniqueConstraint(
                fields=("person", "term"), name="one_interest_a_term"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyterm",
            constraint=models.UniqueConstraint(
                fields=("agency", "term"), name="agency_says_a_term_once"
            ),
        ),
    ]
