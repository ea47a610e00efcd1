"""The kinds of message that the post sends of its own accord."""

from django.utils.translation import gettext_lazy as _

from fourthp.post.rules.kinds import Kind, Stream, declare_kind

BUNDLE = declare_kind(
    Kind(
        "post.bundle",
        Stream.DUTY,
        subject=_("What waits for you"),
        title=_("What waited, in one mail"),
        reason=_("it belongs to your seat in the network, or you chose to get it"),
    )
)
NEWS_BUNDLE = declare_kind(
    Kind(
        "post.news-bundle",
        Stream.NEWS,
        subject=_("News for you"),
        title=_("News that waited, in one mail"),
        reason=_("you did not leave the network’s news"),
    )
)
FRESH_LINK = declare_kind(
    Kind(
        "post.fresh-link",
        Stream.SECURITY,
        subject=_("What you asked for by a link"),
        title=_("A fresh link"),
        reason=_("somebody asked for it on the page of an older link"),
    )
)
SIGNING_IN = declare_kind(
    Kind(
        "accounts.signing-in",
        Stream.SECURITY,
        subject=_("About signing in"),
        title=_("About signing in"),
        reason=_("something was done, or asked for, with your account"),
    )
)
