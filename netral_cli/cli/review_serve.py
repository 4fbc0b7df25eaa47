"""`netral review serve`: the review page on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netral_cli.cli.options import PATH
from netral_cli.cli.reading import reading_options
from netral_cli.cli.review_options import pick_options
from netral_cli.language import _, _n

if TYPE_CHECKING:
    from netral_cli.review.item import Item


@click.command(
    "serve",
    help=_(
        "Membuka halaman untuk meninjau pos dari HASIL (atau dari antrean .xlsx) dengan papan ketik, hanya di komputer"
        " ini. Setiap keputusan langsung disimpan; tutup dengan Ctrl+C dan lanjutkan kapan saja."
    ),
)
@click.argument("result", metavar=_("HASIL"), type=PATH)
@click.option(
    "--db", type=PATH, metavar=_("BERKAS"), help=_("Berkas keputusan; satu untuk tiap penilai (bawaan: HASIL.db).")
)
@click.option("--port", default=0, type=click.IntRange(0, 65535), metavar="N", help=_("Port (bawaan: acak)."))
@click.option("--no-browser", is_flag=True, help=_("Jangan membuka peramban; hanya tampilkan alamatnya."))
@click.option("--blind", is_flag=True, help=_("Tanpa bukti dan tanpa kata program, supaya label tidak terpengaruh."))
@pick_options
@reading_options
def serve_command(
    result: Path, db: Path | None, port: int, no_browser: bool, blind: bool, size: int, shares: tuple[str, ...],
    seed: int, labels: tuple[Path, ...], bundle: Path | None, **reading: Any,
) -> None:  # fmt: skip
    """Serve the page until Ctrl+C."""
    import webbrowser  # noqa: PLC0415

    from netral_cli.cli.review_options import picked  # noqa: PLC0415
    from netral_cli.names import typed_name  # noqa: PLC0415
    from netral_cli.review.server import ReviewServer  # noqa: PLC0415
    from netral_cli.review.serving import open_store  # noqa: PLC0415

    file = db or result.with_name(result.name + ".db")

    def pick() -> Sequence[Item]:
        found = picked(result, file, size, shares, seed, labels, bundle, reading)
        click.echo(_("antrean: {summary}").format(summary=found.summary), err=True)
        return found.items

    store = open_store(result, file, pick)
    file = store.path
    try:
        server = ReviewServer(store, port, blind)
        try:
            click.echo(server.address)
            count = len(store.items)
            words = _n("keputusan: {file} ({done} dari {all} pos); Ctrl+C untuk menutup", count)
            click.echo(words.format(file=file, done=len(store.decisions()), all=count), err=True)
            if not no_browser:
                webbrowser.open(server.address)
            server.serve()
        except KeyboardInterrupt:
            words = _("ditutup; gabungkan dengan: netral review merge {file} --into label.csv")
            click.echo(words.format(file=typed_name(file)), err=True)
        finally:
            server.close()
    finally:
        store.close()
