"""True, coarse places: regions with their population of 2021, towns to 0.01°.

Populations: census of England and Wales, 21 March 2021, rounded to thousands; of the
district where it has the town's name, else of the town.
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
    ("Dudley", "West Midlands", "52.51", "-2.09", 324_000),
    ("Walsall", "West Midlands", "52.58", "-1.98", 284_000),
    ("Solihull", "West Midlands", "52.41", "-1.78", 216_000),
    ("Warwick", "West Midlands", "52.28", "-1.59", 149_000),
    ("Stafford", "West Midlands", "52.81", "-2.12", 137_000),
    ("Rugby", "West Midlands", "52.37", "-1.26", 114_000),
    ("Nuneaton", "West Midlands", "52.52", "-1.47", 89_000),
    ("Redditch", "West Midlands", "52.31", "-1.94", 87_000),
    ("Tamworth", "West Midlands", "52.63", "-1.69", 79_000),
    ("Kidderminster", "West Midlands", "52.39", "-2.25", 57_000),
    ("Leamington Spa", "West Midlands", "52.29", "-1.54", 51_000),
    ("Leicester", "East Midlands", "52.64", "-1.13", 369_000),
    ("Nottingham", "East Midlands", "52.95", "-1.15", 324_000),
    ("Derby", "East Midlands", "52.92", "-1.48", 261_000),
    ("Mansfield", "East Midlands", "53.14", "-1.20", 111_000),
    ("Lincoln", "East Midlands", "53.23", "-0.54", 104_000),
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
