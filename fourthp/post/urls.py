"""The doors of the post: the outbox, a reader's own mail, what a link opens."""

from fourthp.foundation.policies import (
    Rate,
    by_link,
    door,
    for_members,
    for_roles,
    for_signed_in,
    open_to,
)
from fourthp.post.permissions import LOOKS_AT_POST, RUNS_POST
from fourthp.post.rules.acts import LEFT, NOT_ME
from fourthp.post.views import (
    acts,
    incoming,
    mailing,
    message,
    outbox,
    readers,
    wishes,
)

looks, runs = for_roles(*LOOKS_AT_POST), for_roles(RUNS_POST)

# A whole hospital may come from one address.
by_act = open_to(by_link("act"), rate=Rate("signed act", burst=60, per_hour=600))
asks_again = open_to(by_link("act"), rate=Rate("fresh links", burst=20, per_hour=120))
by_wishes = open_to(by_link("wishes"), rate=Rate("wishes", burst=60, per_hour=600))
# A provider's server leaves for all of its people: it is never told to wait.
leaves = by_link("unsubscribe")

urlpatterns = [
    door("mail/", readers.own, for_members, name="own-mail"),
    door("outbox/", outbox.index, looks, name="outbox"),
    door("outbox.csv", outbox.export, looks, name="outbox-export"),
    door("outbox/pause/", outbox.pausing, runs, name="outbox-pause"),
    door("outbox/resumption/", outbox.resumption, runs, name="outbox-resumption"),
    door("outbox/letters/", incoming.index, runs, name="letters-in"),
    door("outbox/letters/<uuid:pk>/", incoming.letter, runs, name="letter-in"),
    door(
        "outbox/letters/<uuid:pk>/settlement/",
        incoming.settlement,
        runs,
        name="letter-in-settlement",
    ),
    door(
        "outbox/letters/<uuid:pk>/reopening/",
        incoming.reopening,
        runs,
        name="letter-in-reopening",
    ),
    door("outbox/<uuid:pk>/", message.message, looks, name="outbox-message"),
    door(
        "outbox/<uuid:pk>/resending/",
        message.resending,
        runs,
        name="outbox-message-resending",
    ),
    door(
        "outbox/<uuid:pk>/cancelling/",
        message.cancelling,
        runs,
        name="outbox-message-cancelling",
    ),
    door("outbox/mailings/<uuid:pk>/", mailing.mailing, looks, name="outbox-mailing"),
    *(
        door(
            f"outbox/mailings/<uuid:pk>/{name}/",
            mailing.act,
            runs,
            name=f"outbox-mailing-{name}",
            kwargs={"name": name},
        )
        for name in mailing.ACTS
    ),
    door(
        "outbox/mailings/<uuid:pk>/stopping/",
        mailing.stopping,
        runs,
        name="outbox-mailing-stopping",
    ),
    door(
        "outbox/readers/<slug:kind>/<uuid:pk>/",
        readers.reader,
        looks,
        name="outbox-reader",
    ),
    door(
        "outbox/readers/<slug:kind>/<uuid:pk>/address/",
        readers.address,
        runs,
        name="outbox-reader-address",
    ),
    door(
        "outbox/readers/<slug:kind>/<uuid:pk>/stopping/",
        readers.stopping,
        runs,
        name="outbox-reader-stopping",
    ),
    door(
        "outbox/said/<uuid:pk>/settlement/",
        readers.settlement,
        runs,
        name="said-settlement",
    ),
    door(
        "outbox/said/<uuid:pk>/reopening/",
        readers.reopening,
        runs,
        name="said-reopening",
    ),
    door("act/<str:token>/", acts.act, by_act, name="act"),
    door("act/<str:token>/done/", acts.done, by_act, name="act-done"),
    door("act/<str:token>/fresh/", acts.fresh, asks_again, name="act-fresh"),
    door(
        "act/<str:token>/not-me/",
        acts.reached_another,
        by_act,
        name="act-not-me",
        kwargs={"said": NOT_ME},
    ),
    door(
        "act/<str:token>/left/",
        acts.reached_another,
        by_act,
        name="act-left",
        kwargs={"said": LEFT},
    ),
    door("mail/wishes/", wishes.own_wishes, for_signed_in, name="own-wishes"),
    door(
        "mail/wishes/saved/", wishes.own_saved, for_signed_in, name="own-wishes-saved"
    ),
    door("mail/wishes/again/", wishes.own_again, for_signed_in, name="own-mail-again"),
    door("mail/wishes/news/", wishes.own_news, for_signed_in, name="own-mail-news"),
    door("mail/wishes/<str:token>/", wishes.wishes, by_wishes, name="mail-wishes"),
    door(
        "mail/wishes/<str:token>/saved/",
        wishes.saved,
        by_wishes,
        name="mail-wishes-saved",
    ),
    door("mail/wishes/<str:token>/news/", wishes.news, by_wishes, name="mail-news"),
    door("mail/wishes/<str:token>/again/", wishes.again, by_wishes, name="mail-again"),
    door(
        "mail/unsubscribe/<str:token>/",
        wishes.unsubscribe,
        leaves,
        name="mail-unsubscribe",
    ),
    door("mail/unsubscribe/<str:token>/left/", wishes.left, leaves, name="mail-left"),
]
