"""Writes the model card of a bundle as Markdown, from what its manifest says and, if given, an evaluation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netral_cli.errors import NetralError
from netral_cli.language import _, _n
from netral_cli.model.bundle import Bundle
from netral_cli.posts.source import one_line
from netral_cli.posts.stream import system_error
from netral_cli.report.bundle import count_text, examples_of, level_text, share_text
from netral_cli.report.measures import MEASURES
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS, label_name

# Of fewer examples a model learns a label badly, and its figures say little.
FEW = 50


def _cell(value: object) -> str:
    """Return a value that a Markdown table can hold, whatever a stranger's manifest says."""
    return one_line(str(value)).replace("|", "\\|").replace("<", "&lt;")[:200]


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


class EvaluationFileError(NetralError):
    """A file is not what `netral evaluate --json` writes."""


def read_evaluation(path: Path) -> dict[str, Any]:
    """Return the figures that `netral evaluate --json` wrote; raises `EvaluationFileError`."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise system_error(str(path), problem) from None
    except (ValueError, RecursionError):
        raise EvaluationFileError(_("{path}: bukan JSON yang sah").format(path=path)) from None
    if not isinstance(found, dict) or "not_netral" not in found:
        raise EvaluationFileError(
            _("{path}: bukan hasil 'netral evaluate --json'; buat ulang dengan perintah itu").format(path=path)
        )
    return found


def model_card(bundle: Bundle, evaluation: Mapping[str, Any] | None = None) -> str:
    """Return the card.

    evaluation: what `netral evaluate --json` wrote for this bundle
    """
    info = bundle.info
    parts = [
        "# " + _("Kartu model netral {version}").format(version=bundle.version),
        _purpose(),
        _learnt(info),
        _thresholds(bundle),
        _labels(bundle),
        _held_out(info),
        _evaluated(evaluation),
        _limits(bundle),
        _identity(info),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _purpose() -> str:
    return "\n\n".join(
        (
            "## " + _("Untuk apa"),
            _(
                "Mengurutkan ekspor pos media sosial agar orang memeriksa dulu yang paling mungkin menunjukkan"
                " keberpihakan ASN. Hasilnya indikasi untuk diperiksa orang, bukan putusan, dan tidak boleh menjadi"
                " satu-satunya dasar laporan."
            ),
            _(
                "Regresi logistik atas kata, pasangan kata, isyarat, dan hitungan, dan lapis kedua di atasnya. Nama"
                " calon dan partai diganti kelasnya lebih dulu, sehingga tidak ada nama yang berbobot."
            ),
        )
    )


def _learnt(info: Mapping[str, Any]) -> str:
    lines = [
        "## " + _("Belajar dari apa"),
        "- "
        + _("{posts} pos berlabel, {signalled} di antaranya bersinyal").format(
            posts=count_text(info.get("pos")), signalled=count_text(info.get("pos_bersinyal"))
        ),
    ]
    local, base = info.get("lokal"), info.get("basis")
    if isinstance(local, dict) and isinstance(base, dict):
        lines.append(
            "- "
            + _(
                "{own} pos dari berkas pelabel ({answers} hanya ya/tidak), {base} dari korpus bawaan (bobot {weight})"
            ).format(
                own=count_text(local.get("pos")), answers=count_text(local.get("hanya_ya_tidak")),
                base=count_text(base.get("pos")), weight=_cell(base.get("bobot")),
            )
        )  # fmt: skip
    lines.append(
        "- "
        + _(
            "Korpus bawaan ditulis dan diberi label oleh model bahasa menurut pedoman, bukan oleh orang; siapa pelabel"
            " berkas lain, tulis di sini."
        )
    )
    return lines[0] + "\n\n" + "\n".join(lines[1:])


def _thresholds(bundle: Bundle) -> str:
    levels = bundle.thresholds
    rows: list[tuple[object, ...]] = []
    for name, value in (("indikasi", levels.indikasi), ("tinjau", levels.tinjau)):
        hoped = levels.expected.get(name, {})
        rows.append((name, f"{value:.3f}", share_text(hoped.get("presisi")), share_text(hoped.get("perolehan"))))
    head = (_("Status"), _("Ambang"), _("presisi"), _("perolehan"))
    note = _("Presisi dan perolehan yang diharapkan dari validasi silang; pada data lain dapat berbeda.")
    return "## " + _("Ambang") + "\n\n" + _table(head, rows) + "\n\n" + note


def _labels(bundle: Bundle) -> str:
    rows: list[tuple[object, ...]] = [
        (f"{label_name(name)} ({name})", count_text(examples_of(bundle, name)), level_text(bundle, name))
        for name in (*SIGNAL_IDS, *CONTEXT_IDS)
    ]
    return "## " + _("Label") + "\n\n" + _table((_("Label"), _("Contoh"), _("Ambang")), rows)


def _held_out(info: Mapping[str, Any]) -> str:
    figures = info.get("uji")
    if not isinstance(figures, dict):
        return ""
    known = {key: figures.get(key) for key in MEASURES}
    rows = [(_(MEASURES[key]), share_text(value)) for key, value in known.items() if isinstance(value, (int, float))]
    title = _("Pada {posts} pos yang disisihkan ({signalled} bersinyal)").format(
        posts=count_text(figures.get("pos")), signalled=count_text(figures.get("bersinyal"))
    )
    return f"## {title}\n\n" + _table((_("Ukuran"), _("Nilai")), [*rows])


def _evaluated(found: Mapping[str, Any] | None) -> str:
    """Return the figures of an evaluation: overall, both statuses, and signals with at least one example."""
    if found is None:
        return ""
    rows: list[tuple[object, ...]] = []
    decisions = {"not_netral": _("bukan netral"), "indikasi": "indikasi"}
    names = {**decisions, **{name: name for name in SIGNAL_IDS}}
    for key, name in names.items():
        quality = found.get(key) if key in decisions else (found.get("signals") or {}).get(key)
        if isinstance(quality, dict) and quality.get("positives"):
            figures = (_figure(quality.get(k)) for k in ("precision", "recall", "f1"))
            rows.append((name, count_text(quality["positives"]), *figures))
    head = (_("Keputusan"), _("positif"), _("presisi"), _("perolehan"), "F1")
    overall = _("AP {ap}, galat kalibrasi {ece}, ditandai {flagged}").format(
        ap=_figure(found.get("ap")), ece=_figure(found.get("ece")), flagged=_figure(found.get("flagged"))
    )
    posts = found.get("posts")
    title = _n("Diukur pada {posts} pos", posts if type(posts) is int else 0).format(posts=count_text(posts))
    return f"## {title}\n\n{overall}\n\n" + _table(head, rows)


def _figure(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, (int, float)) else ""


def _limits(bundle: Bundle) -> str:
    counts = {name: examples_of(bundle, name) for name in SIGNAL_IDS}
    few = [name for name, count in counts.items() if count is not None and count < FEW]
    lines = [
        "- " + _("Tidak tahu foto, video, siapa penulisnya, dan percakapan di sekitarnya."),
        "- "
        + _(
            "Sering keliru pada: pejabat yang bukan lagi calon, laporan deklarasi tanpa tanda baca, serangan atau"
            " dukungan tanpa nama, sindiran, samaran, dan bahasa daerah yang jarang di data latih."
        ),
    ]
    if few:
        lines.append("- " + _("Kurang dari {few} contoh: {names}").format(few=FEW, names=", ".join(few)))
    return "## " + _("Batas") + "\n\n" + "\n".join(lines)


def _identity(info: Mapping[str, Any]) -> str:
    rows = [
        ("netral", info.get("netral", "?")),
        (_("SHA-256 manifest"), info.get("sidik", "?")),
        (_("SHA-256 data latih"), info.get("data_sha256", "?")),
    ]
    return "## " + _("Identitas") + "\n\n" + _table((_("Ukuran"), _("Nilai")), [*rows])
