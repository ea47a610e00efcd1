"""What each table is called, by room, and who sees what says anything in it.

Who sees a field that is not seen as its table is stands in `SEEN`. Both are compared
with what every sort of person comes across (tests/safety/test_what_we_hold.py).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fourthp.trust.rules import Kept, Seen

BY_LABEL, MEMBERS, OFFICE = Seen.BY_LABEL, Seen.MEMBERS, Seen.OFFICE
KEEPERS, COORDINATOR, SELF = Seen.KEEPERS, Seen.COORDINATOR, Seen.SELF

# The rooms, as the page has them; a library's tables stand with whom they serve.
ROOMS: dict[str, Any] = {
    "partnership": _("The network: agencies, people, groups"),
    "accounts": _("Signing in"),
    "post": _("Mail"),
    "plan": _("Concerns, aims and actions"),
    "directory": _("The directory of services"),
    "gatherings": _("Gatherings: when and where"),
    "meetings": _("Meetings: their agendas"),
    "audit": _("The record of who did and saw what"),
    "trust": _("Proofs and witnesses"),
    "home": _("Pages that span all of these"),
    "foundation": _("How the program does its work"),
}
SERVED: dict[str, str] = dict.fromkeys(
    ("account", "mfa", "usersessions", "sessions", "auth"), "accounts"
) | {"contenttypes": "foundation"}

TABLES: dict[str, Kept] = {
    "directory.Accessibility": Kept(_("How one gets into a place"), BY_LABEL),
    "directory.Address": Kept(_("Addresses of services that may be told"), BY_LABEL),
    "directory.Attribute": Kept(_("Words that describe a service"), BY_LABEL),
    "directory.Columns": Kept(_("Which column of a file means what"), KEEPERS),
    "directory.Contact": Kept(_("Whom to ask for at a service"), BY_LABEL),
    "directory.CostOption": Kept(_("What a service costs"), BY_LABEL),
    "directory.Draft": Kept(_("Packages handed in, for a day"), KEEPERS),
    "directory.Eligibility": Kept(_("Whom a service is for"), BY_LABEL),
    "directory.Funding": Kept(_("Who pays for a service"), BY_LABEL),
    "directory.HeldRow": Kept(_("What could not come in, and why"), KEEPERS),
    "directory.Import": Kept(_("Imports"), KEEPERS),
    "directory.Language": Kept(_("Languages of a service"), BY_LABEL),
    "directory.Location": Kept(_("Places of services that may be told"), BY_LABEL),
    "directory.Metadata": Kept(_("What a source says it changed"), KEEPERS),
    "directory.OpenInterval": Kept(_("When a service is open, week by week"), BY_LABEL),
    "directory.OrganizationIdentifier": Kept(
        _("Official numbers of agencies"), KEEPERS
    ),
    "directory.OtherTable": Kept(_("Tables of a source that are not used"), KEEPERS),
    "directory.Phone": Kept(_("Telephone numbers of services"), BY_LABEL),
    "directory.Place": Kept(_("Countries, regions and towns"), Seen.EVERYONE),
    "directory.Posting": Kept(_("The search’s index"), BY_LABEL),
    "directory.Problem": Kept(_("That something is said to be wrong"), BY_LABEL),
    "directory.Program": Kept(_("Programmes of services"), KEEPERS),
    "directory.RequiredDocument": Kept(_("What to bring to a service"), BY_LABEL),
    "directory.Schedule": Kept(_("Opening hours"), BY_LABEL),
    "directory.SearchRow": Kept(_("What the search knows of a service"), BY_LABEL),
    "directory.Service": Kept(_("Services for victims"), BY_LABEL),
    "directory.ServiceArea": Kept(_("Which area a service covers"), BY_LABEL),
    "directory.ServiceAtLocation": Kept(_("Which service is at which place"), BY_LABEL),
    "directory.ServiceCapacity": Kept(_("How many places a service has"), KEEPERS),
    "directory.Taxonomy": Kept(_("Vocabularies"), KEEPERS),
    "directory.TaxonomyTerm": Kept(_("Words of vocabularies"), BY_LABEL),
    "directory.Unit": Kept(_("Measures of capacity"), KEEPERS),
    "directory.Url": Kept(_("Further web addresses of a service"), BY_LABEL),
    "directory.Word": Kept(_("Words that public listings use"), Seen.EVERYONE),
    "directory.Wording": Kept(_("Words of one public listing"), Seen.EVERYONE),
    "plan.Action": Kept(
        _("Actions: what is to be done, by whom, until when"), BY_LABEL
    ),
    "plan.ActionStep": Kept(_("What was said of an action"), BY_LABEL),
    "partnership.Agency": Kept(_("Agencies"), Seen.EVERYONE),
    "partnership.AgencyName": Kept(_("Other names of agencies"), Seen.EVERYONE),
    "partnership.AgencyTerm": Kept(_("Words that describe an agency"), Seen.EVERYONE),
    "partnership.Audience": Kept(_("Audiences"), Seen.NOBODY),
    "partnership.AudienceRule": Kept(_("Who is in an audience"), Seen.NOBODY),
    "partnership.Circular": Kept(_("Letters to members"), MEMBERS),
    "partnership.ContactPoint": Kept(
        _("Ways to reach a person, beside their mail"), Seen.EVERYONE
    ),
    "partnership.Group": Kept(_("Groups"), MEMBERS),
    "partnership.GroupTerms": Kept(_("What a group is for, by version"), MEMBERS),
    "partnership.Handover": Kept(_("Words for whoever follows in a seat"), COORDINATOR),
    "partnership.HelpLine": Kept(_("Emergency and help lines"), Seen.EVERYONE),
    "partnership.Interest": Kept(_("Who would join a proposed group"), COORDINATOR),
    "partnership.LetIn": Kept(_("Who was let in without a second factor"), OFFICE),
    "partnership.Membership": Kept(_("Memberships of agencies"), Seen.EVERYONE),
    "partnership.Merge": Kept(_("Two records made one"), COORDINATOR),
    "partnership.NamesAsked": Kept(
        _("That an auditor asked who looked, and why"), SELF
    ),
    "partnership.Network": Kept(_("What the network says of itself"), Seen.EVERYONE),
    "partnership.Person": Kept(_("People who work with the network"), Seen.EVERYONE),
    "partnership.PersonTerm": Kept(_("Topics a person chose"), MEMBERS),
    "partnership.Seat": Kept(_("Who sits for which agency, from when"), MEMBERS),
    "partnership.Sheet": Kept(_("Sheets of people handed in, for a day"), COORDINATOR),
    "partnership.SheetColumns": Kept(_("Which column of a sheet means what")),
    "partnership.Term": Kept(_("Words of the network’s lists"), Seen.EVERYONE),
    "partnership.Widening": Kept(_("What waits for a second person"), Seen.SECONDS),
    "plan.Aim": Kept(_("What the network wants to have reached"), MEMBERS),
    "plan.Contribution": Kept(_("What agencies bring to an aim, and ask"), MEMBERS),
    "plan.Indicator": Kept(_("Figures by which one sees how far an aim is"), MEMBERS),
    "plan.Reading": Kept(_("What such a figure was on a day"), MEMBERS),
    "plan.Answer": Kept(_("Answers to concerns"), MEMBERS),
    "plan.Concern": Kept(_("Concerns of the front line"), MEMBERS),
    "plan.ConcernPart": Kept(_("Which of the four Ps a concern is about"), MEMBERS),
    "plan.ConcernStep": Kept(_("What became of a concern, step by step"), MEMBERS),
    "plan.PublicAnswer": Kept(_("Answers that everyone reads"), Seen.EVERYONE),
    "plan.Voice": Kept(_("Which agencies see a concern too"), MEMBERS),
    "post.Answer": Kept(_("What was answered by a link in a mail"), OFFICE),
    "post.Bounce": Kept(_("Mails that came back"), OFFICE),
    "post.DomainPause": Kept(_("Mail providers that refuse our mail"), OFFICE),
    "post.Incoming": Kept(_("Mails that came in"), COORDINATOR),
    "post.Mailing": Kept(_("Mailings"), OFFICE),
    "post.Message": Kept(_("Mails to one reader"), OFFICE),
    "post.Outgoing": Kept(_("Whether mail leaves"), OFFICE),
    "post.Suppression": Kept(_("Addresses to which nothing is sent"), OFFICE),
    "post.Wishes": Kept(_("How somebody wants their mail"), OFFICE),
    "audit.Anchor": Kept(_("How each day’s record ended"), OFFICE),
    "audit.Entry": Kept(_("What was done"), OFFICE),
    "audit.Read": Kept(_("Who looked at what is restricted"), OFFICE),
    "audit.Seal": Kept(_("The chain of seals"), OFFICE),
    "accounts.Identity": Kept(_("Employers through which somebody signs in"), SELF),
    "accounts.Remembered": Kept(_("What is remembered for a short while")),
    "accounts.User": Kept(_("Accounts"), SELF),
    "account.EmailAddress": Kept(_("Addresses of accounts"), SELF),
    "account.EmailConfirmation": Kept(_("Links that confirm an address")),
    "auth.Group": Kept(_("Groups of rights (none is used)")),
    "auth.Permission": Kept(_("Rights (none is used)")),
    "mfa.Authenticator": Kept(_("Second factors"), SELF),
    "sessions.Session": Kept(_("Open sessions")),
    "usersessions.UserSession": Kept(_("On which devices somebody is signed in"), SELF),
    "contenttypes.ContentType": Kept(_("The program’s list of its own tables")),
    "foundation.DutyRun": Kept(_("How timed duties stand"), OFFICE),
    "foundation.FormKey": Kept(_("That a form was sent")),
    "foundation.Job": Kept(_("Background jobs"), OFFICE),
    "foundation.KeptText": Kept(_("What was typed when a session ended"), SELF),
    "foundation.RateBucket": Kept(_("How often somebody tried")),
    "foundation.Revision": Kept(_("Changes that can be taken back"), MEMBERS),
    "foundation.RevisionPart": Kept(_("What was there before a change"), MEMBERS),
    "foundation.UnendedStrike": Kept(_("Strikes whose last look is still to come")),
    "foundation.Work": Kept(_("Long work that somebody asked for"), SELF),
    "foundation.WorkerBeat": Kept(_("Signs of life of workers"), OFFICE),
    "gatherings.Answer": Kept(_("Whether somebody comes to a gathering"), BY_LABEL),
    "gatherings.Feed": Kept(_("That somebody has a calendar link"), SELF),
    "gatherings.Gathering": Kept(_("Each time that people come together"), BY_LABEL),
    "gatherings.Guest": Kept(_("Guests of one gathering"), BY_LABEL),
    "gatherings.Invitation": Kept(_("Whose calendar was sent an invitation"), SELF),
    "gatherings.InvitedGroup": Kept(_("Which further groups are invited"), OFFICE),
    "gatherings.Invites": Kept(_("How a series invites"), OFFICE),
    "gatherings.Rhythm": Kept(_("When a series of gatherings is"), BY_LABEL),
    "gatherings.Series": Kept(_("What people come together for"), BY_LABEL),
    "gatherings.Told": Kept(_("What was told last of a gathering"), BY_LABEL),
    "gatherings.Venue": Kept(_("Where people come together"), BY_LABEL),
    "meetings.Item": Kept(_("What meetings are to talk about"), BY_LABEL),
    "meetings.Meeting": Kept(_("Which gatherings have an agenda"), BY_LABEL),
    "meetings.MeetingSeries": Kept(_("What a series of meetings needs"), BY_LABEL),
    "meetings.StandingItem": Kept(_("What stands on every agenda"), BY_LABEL),
    "meetings.Turn": Kept(_("Who chairs and takes minutes, in turn"), BY_LABEL),
    "home.LastLook": Kept(_("Until when somebody saw what changed"), SELF),
    "trust.Witness": Kept(_("Witnesses outside"), OFFICE),
}
# What holds no more than the key of whom or what it is about: no page shows it.
KEYS = frozenset(
    {"actor_kind", "actor_id", "undone_by_kind", "undone_by_id", "handled_by_kind"}
    | {"handled_by_id", "paused_by_kind", "paused_by_id", "reader_kind", "reader_id"}
    | {"holder_kind", "holder_id", "user_id", "resource_type", "agency_id"}
)
# Fields that are seen by others than their table says; keys are by nobody, but those
# of which a coordinator is told whose they are.
SEEN: dict[str, Seen] = {
    **dict.fromkeys(
        ("partnership.Merge.actor_kind", "partnership.Merge.actor_id"), COORDINATOR
    ),
    **dict.fromkeys(
        ("partnership.Sheet.actor_kind", "partnership.Sheet.actor_id"), COORDINATOR
    ),
    **{
        f"partnership.Agency.{name}": KEEPERS
        for name in (
            *("alternate_name", "description", "email", "website", "legal_status"),
            *("logo", "uri", "extra", "year_incorporated"),
        )
    },
    "audit.Read.role": Seen.NOBODY,
    "partnership.Group.declined_because": COORDINATOR,
    "partnership.LetIn.reason": Seen.NOBODY,
    "partnership.Person.full_name": COORDINATOR,
    "partnership.Person.languages": MEMBERS,
    "partnership.Person.interests": MEMBERS,
    **dict.fromkeys(
        ("plan.ActionStep.actor_kind", "plan.ActionStep.actor_id"), Seen.NOBODY
    ),
    "post.Bounce.address": Seen.NOBODY,
    "post.Bounce.domain": Seen.NOBODY,
    "post.Message.domain": Seen.NOBODY,
    "post.Message.reference": Seen.NOBODY,
    "post.Suppression.address": Seen.NOBODY,
    "post.Wishes.language": Seen.NOBODY,
    "post.Wishes.zone": Seen.NOBODY,
    "trust.Witness.address": COORDINATOR,
}
