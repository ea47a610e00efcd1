"""The doors of the network's own settings."""

from fourthp.foundation.policies import door, for_roles
from fourthp.partnership.views import network, words

urlpatterns = [
    door("network/", network.network, for_roles("coordinator"), name="network"),
    door(
        "network/facts/",
        network.facts,
        for_roles("coordinator"),
        name="network-facts",
    ),
    door(
        "network/numbers/",
        network.numbers,
        for_roles("coordinator"),
        name="network-numbers",
    ),
    door(
        "network/numbers/<uuid:pk>/checked/",
        network.number_checked,
        for_roles("coordinator"),
        name="network-number-checked",
    ),
    door(
        "network/numbers/<uuid:pk>/removal/",
        network.number_removal,
        for_roles("coordinator"),
        name="network-number-removal",
    ),
    door("network/words/", words.words, for_roles("coordinator"), name="network-words"),
    door(
        "network/words/pack/",
        words.words_of_pack,
        for_roles("coordinator"),
        name="network-words-pack",
    ),
    door(
        "network/words/<uuid:pk>/",
        words.word,
        for_roles("coordinator"),
        name="network-word",
    ),
    door(
        "network/words/<uuid:pk>/retirement/",
        words.word_retirement,
        for_roles("coordinator"),
        name="network-word-retirement",
    ),
    door(
        "network/words/<uuid:pk>/place/",
        words.word_place,
        for_roles("coordinator"),
        name="network-word-place",
    ),
]
