"""Why two records cannot become one."""


class MergeRefused(Exception):
    """Two records cannot become one; the message says why."""
