"""Every room's doors."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("", include("fourthp.home.urls")),
    path("", include("fourthp.trust.urls")),
    path("", include("fourthp.directory.urls")),
    path("", include("fourthp.meetings.urls")),
    path("", include("fourthp.plan.urls")),
    path("", include("fourthp.gatherings.urls")),
    path("", include("fourthp.partnership.urls")),
    path("", include("fourthp.post.urls")),
    path("", include("fourthp.accounts.urls")),
    path("", include("fourthp.foundation.urls")),
    path("", include("fourthp.demo.urls")),
    prefix_default_language=False,
)

handler400 = "fourthp.foundation.views.errors.bad_request"
handler403 = "fourthp.foundation.views.errors.refused"
handler404 = "fourthp.foundation.views.errors.not_found"
handler429 = "fourthp.foundation.views.errors.too_often"
handler500 = "fourthp.foundation.views.errors.broken"
