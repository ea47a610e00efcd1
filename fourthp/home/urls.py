"""The front doors."""

from fourthp.foundation.policies import door, public
from fourthp.home import views

urlpatterns = [door("", views.front, public, name="front")]
