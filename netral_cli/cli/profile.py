"""`netral profile`: the elections that the tool knows, and a check and a start for the user's own."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from netral_cli.cli.completing import PROFILES
from netral_cli.cli.options import PATH
from netral_cli.language import _, _n


@click.group("profile", help=_("Menunjukkan, memeriksa, dan membuat profil pemilihan."))
def command() -> None:
    """Hold the subcommands."""


@command.command(
    "list", help=_("Mendaftar profil bawaan: id, jenis, hari pemungutan suara, banyaknya paslon, dan nama.")
)
def list_profiles() -> None:
    """List the built-in profiles."""
    from netral_cli.elections.profile import builtin_profiles  # noqa: PLC0415

    profiles = builtin_profiles()
    width = max(len(profile.id) for profile in profiles)
    for profile in profiles:
        pairs = sum(1 for side in profile.sides if not side.is_party and not side.bakal)
        vote = str(profile.jadwal.pemungutan or "-")
        count = _n("{count} paslon", pairs).format(count=pairs)
        click.echo(f"{profile.id:{width}}  {profile.jenis:8}  {vote:10}  {count}  {profile.nama}")


@command.command("show", help=_("Menunjukkan satu profil (id bawaan atau berkas TOML): jadwal, pihak, dan sebutannya."))
@click.argument("name", shell_complete=PROFILES, metavar=_("ID|BERKAS"))
def show(name: str) -> None:
    """Show one profile."""
    from netral_cli.elections.profile import load_profile  # noqa: PLC0415

    profile = load_profile(name)
    click.echo(f"{profile.id}: {profile.nama} ({profile.jenis}{', ' + profile.wilayah if profile.wilayah else ''})")
    plan, second = profile.jadwal, profile.jadwal.putaran_2
    dates = [
        (_("penetapan calon"), plan.penetapan and (plan.penetapan,)),
        (_("masa kampanye"), plan.kampanye),
        (_("masa tenang"), plan.tenang),
        (_("pemungutan suara"), plan.pemungutan and (plan.pemungutan,)),
    ]
    if second is not None:
        dates += [
            (_("masa kampanye putaran kedua"), second.kampanye),
            (_("masa tenang putaran kedua"), second.tenang),
            (_("pemungutan suara putaran kedua"), second.pemungutan and (second.pemungutan,)),
        ]
    for title, days in dates:
        shown = _(" sampai ").join(map(str, days)) if days else _("tidak diisi")
        click.echo(f"{title}: {shown}")
    for side in profile.sides:
        number = _("paslon {number}").format(number=side.nomor or "-")
        kind = _("partai") if side.is_party else _("bakal calon") if side.bakal else number
        click.echo(f"\n{kind}: {side.label}")
        for key, texts in side.names.items():
            if key != "nama" and texts:
                click.echo(f"  {key}: {', '.join(texts)}")
    for key, texts in ((_("tagar umum"), profile.tagar_umum), (_("sebutan kubu"), profile.kubu)):
        if texts:
            click.echo(f"\n{key}: {', '.join(texts)}")


@command.command("check", help=_("Memeriksa BERKAS; keluar 1 bila ada temuan, masing-masing dengan baris dan kolom."))
@click.argument("file", metavar=_("BERKAS"), type=PATH)
def check(file: Path) -> None:
    """Check a profile."""
    from netral_cli.elections.check import check_profile  # noqa: PLC0415
    from netral_cli.toml_places import read_text  # noqa: PLC0415

    findings = check_profile(read_text(file), str(file))
    for finding in findings:
        click.echo(
            _("{file}: baris {line} kolom {column}: {pesan}").format(
                file=file, line=finding.line, column=finding.column, pesan=finding.pesan
            )
        )
    if findings:
        click.echo(
            _n("{count} temuan; perbaiki lalu periksa lagi", len(findings)).format(count=len(findings)), err=True
        )
        sys.exit(1)
    click.echo(_("{file}: tidak ada temuan").format(file=file))


@command.command(
    "new", help=_("Menulis profil contoh berketerangan ke BERKAS untuk diisi; tidak menimpa berkas yang ada.")
)
@click.argument("file", metavar=_("BERKAS"), type=PATH)
def new(file: Path) -> None:
    """Start a new profile."""
    from netral_cli.atomic import new_file  # noqa: PLC0415
    from netral_cli.elections.check import new_profile_text  # noqa: PLC0415
    from netral_cli.names import typed_name  # noqa: PLC0415

    if file.exists():
        raise click.UsageError(_("{file}: sudah ada; beri nama lain agar isinya tidak tertimpa").format(file=file))
    identifier = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "profil-baru"
    with new_file(file) as target:
        target.write(new_profile_text(identifier).encode("utf-8"))
    click.echo(
        _("ditulis: {file}; isi, lalu jalankan: netral profile check {typed}").format(file=file, typed=typed_name(file))
    )
