"""True, coarse places: regions with their population of 2021, towns to 0.01°.

Populations: census of England and Wales, 21 March 2021, rounded to thousands.
"""

REGIONS = (
    ("West Midlands", 5_951_000),
    ("East Midlands", 4_880_000),
)
TOWNS = (
    ("Birmingham", "West Midlands", "52.48", "-1.90", 1_145_000),
    ("Coventry", "West Midlands", "52.41", "-1.51", 345_000),
    ("Wolverhampton", "West Midlands", "52.59", "-2.13", 264_000),
    ("Stoke-on-Trent", "West Midlands", "53.00", "-2.18", 258_000),
    ("Worcester", "West Midlands", "52.19", "-2.22", 104_000),
    ("Leicester", "East Midlands", "52.64", "-1.13", 369_000),
    ("Nottingham", "East Midlands", "52.95", "-1.15", 324_000),
)
# The country's own numbers, as their keepers publish them.
HELP_LINES = (
    ("emergency", "Emergency services", "999", "", "free"),
    (
        "national",
        "Modern Slavery & Exploitation Helpline",
        "08000 121 700",
        "",
        "free",
    ),
)
