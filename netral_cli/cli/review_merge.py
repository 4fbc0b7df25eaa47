"""`netral review merge`: the reviewers' workbooks and pages' files into one file of labels."""

from __future__ import annotations

from pathlib import Path

import click

from netral_cli.cli.options import PATH
from netral_cli.language import _


@click.command(
    "merge",
    help=_(
        "Menggabungkan antrean terisi (.xlsx) dan berkas keputusan halaman (.db) ke berkas label. Dua penilai atau"
        " lebih dibandingkan (kappa Cohen); yang berbeda ditulis sebagai antrean untuk orang ketiga."
    ),
)
@click.argument("files", metavar=_("BERKAS..."), nargs=-1, required=True, type=PATH)
@click.option("--into", "target", type=PATH, required=True, metavar=_("LABEL"), help=_("Berkas label (.csv)."))
@click.option(
    "--disputes",
    type=PATH,
    metavar=_("BERKAS"),
    help=_("Antrean pos yang berbeda (bawaan: LABEL.perbedaan.xlsx)."),
)
@click.option("--replace", "replace_labels", is_flag=True, help=_("Keputusan baru mengganti label lama yang berbeda."))
def merge_command(files: tuple[Path, ...], target: Path, disputes: Path | None, replace_labels: bool) -> None:
    """Merge decisions."""
    if target.suffix.lower() != ".csv":
        raise click.UsageError(
            _("--into {target}: akhiran tidak dikenal; berkas label ditulis sebagai .csv").format(target=target)
        )
    disputes = disputes or target.with_name(target.stem + ".perbedaan.xlsx")
    from rich.console import Console  # noqa: PLC0415

    from netral_cli.errors import NetralError  # noqa: PLC0415
    from netral_cli.report.merging import print_merged  # noqa: PLC0415
    from netral_cli.review.merge import disputed_items, merge, read_reviewed  # noqa: PLC0415
    from netral_cli.review.workbook import write_beside  # noqa: PLC0415

    reviewed = read_reviewed(files)
    if not any(one.decisions for one in reviewed):
        raise NetralError(_("belum ada satu pun keputusan di berkas yang diberikan; isi kolom status dulu"))
    merged = merge(reviewed, target, replace_labels)
    if merged.disputes:
        disputes = write_beside(disputes, disputed_items(merged.disputes))
    merged.file.write(target)
    print_merged(merged, target, disputes, Console())
