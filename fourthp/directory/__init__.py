"""Services for victims, kept true: what they offer, whom, when, and how to refer."""
