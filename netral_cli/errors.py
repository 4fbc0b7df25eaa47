"""The errors that a user sees as one line; each knows the exit code it ends the program with."""

from __future__ import annotations


class NetralError(Exception):
    """Something the user can mend: the message says what, where, the offending text and the mend."""

    exit_code = 1


class UsageError(NetralError):
    """The command was called in a way that cannot work (documented exit code 2)."""

    exit_code = 2
