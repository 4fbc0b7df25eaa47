"""`netral review`: what to label next, labelling in a workbook or on a page, merging, exchange with other tools."""

from __future__ import annotations

import sys
from importlib import import_module, reload

import click

from netral_cli.language import _

# Module -> its commands, in the order of the overview.
_PARTS = {
    "review_queue": ("queue",), "review_serve": ("serve",), "review_merge": ("merge",),
    "review_exchange": ("export", "import"),
}  # fmt: skip


@click.group("review", help=_("Melabeli pos: antrean, halaman tinjauan, penggabungan, dan pertukaran."))
def command() -> None:
    """Label posts."""


for _part, _names in _PARTS.items():
    _path = f"netral_cli.cli.{_part}"
    # Help texts are in the language of the import; this module is imported anew for another.
    _module = reload(sys.modules[_path]) if _path in sys.modules else import_module(_path)
    for _name in _names:
        command.add_command(getattr(_module, f"{_name}_command"))
