"""The doors of the demo: they are open in the demo only."""

from fourthp.demo import views
from fourthp.foundation.policies import door, in_demo

urlpatterns = [
    door("demo/", views.personas, in_demo, name="personas"),
    door("demo/mails/", views.mails, in_demo, name="mails"),
    door("demo/mails/<str:name>/", views.mail, in_demo, name="mail"),
    door("demo/mails/<str:name>/drawn/", views.drawn_mail, in_demo, name="mail-drawn"),
    door("demo/<uuid:pk>/", views.become, in_demo, name="become"),
]
