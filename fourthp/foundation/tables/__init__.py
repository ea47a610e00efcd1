"""Tables in and out: CSV and XLSX, and the packages they come in."""


class TableRefused(Exception):
    """A file is not one that is read; the message is one sentence for a person."""
