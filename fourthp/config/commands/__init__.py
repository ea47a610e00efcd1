"""The commands of the command line, one file each; `run` returns the exit code."""


class CannotBeDone(Exception):
    """A command cannot do its work; the message is one sentence for a person."""
