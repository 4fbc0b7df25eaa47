"""What a run shows: rows on standard output, the strongest findings on a terminal, and the summary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heappush, heappushpop

from netral_cli.engine.make import Made
from netral_cli.language import N_, N_n, _, _n, language
from netral_cli.posts.output import TextWriter
from netral_cli.posts.rejects import HIDDEN
from netral_cli.posts.source import BadRow, Source, one_line
from netral_cli.posts.unread import UnreadDate
from netral_cli.report.rates import percent
from netral_cli.verdict import STATUSES, Verdict

SHOWN_BAD = 5
_EXTRA = {
    "tanpa_teks": N_n("{count} pos tanpa teks: tidak ada yang dapat dinilai, statusnya netral"),
    "ganda": N_n("{count} teks berulang, dinilai sekali"),
    "dinilai_awalnya": N_n("{count} teks di atas 100.000 huruf, dinilai dari 100.000 huruf pertamanya"),
    "dipotong": N_n("{count} sel dipotong pada batas XLSX (32.767 huruf); pakai .csv atau .jsonl bila perlu utuh"),
    "kutip_dibaca_longgar": N_n("{count} baris bertanda kutip rusak masih dapat dibaca"),
    "bita_nul": N_n("{count} bita NUL ada di dalam teks dan dipertahankan"),
}

_MONTH_FIRST = N_n(
    "{count} tanggal ditulis bulan dulu, seperti 10/31/2024; {other} lain yang dapat berarti dua hari dibaca hari "
    "dulu, jadi fase dan jalurnya dapat salah: tulis kolom tanggal seperti 2024-10-31"
)
_ROUNDED_IDS = N_n(
    "{count} id sudah dibulatkan oleh lembar kerja (seperti 1,78901E+18) dan tidak menunjuk pos lagi: ekspor ulang, "
    "dan baca kolom id sebagai teks"
)

_UNDATED = N_(
    "fase pos itu tidak diketahui; tulis seperti 2024-10-20, pilih kolom lain dengan --date-column, atau beri --date"
)
_DATED = N_("dipakai tanggal dari --date; tulis seperti 2024-10-20 atau pilih kolom lain dengan --date-column")


class _BadRows:
    """Says the first rejected rows where no file takes them."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._shown = say, 0

    def show(self, bad: Sequence[BadRow]) -> None:
        for row in bad[: max(SHOWN_BAD - self._shown, 0)]:
            self._say(_("ditolak: {row}").format(row=one_line(row.message())))
        self._shown += len(bad)


class StreamSink:
    """Writes encoded rows to a stream; `say` takes the first rejected rows, one line each."""

    encoded = True

    def __init__(self, writer: TextWriter, say: Callable[[str], None]) -> None:
        self._writer, self._bad = writer, _BadRows(say)

    def write(self, made: Made, bad: Sequence[BadRow]) -> None:
        """Write one batch."""
        assert isinstance(made.rows, bytes)
        self._writer.put(made.rows)
        self._bad.show(bad)


class FlaggedSink:
    """Keeps the strongest findings, 200 at most, whatever the size of the input.

    text_index: the column of a row that holds the post
    """

    encoded = False
    _MOST = 200

    def __init__(self, text_index: int, say: Callable[[str], None]) -> None:
        self._text, self._bad = text_index, _BadRows(say)
        self._seen = 0
        self._heap: list[tuple[float, int, str, Verdict]] = []

    def write(self, made: Made, bad: Sequence[BadRow]) -> None:
        """Take one batch."""
        assert not isinstance(made.rows, bytes)
        for row, verdict in zip(made.rows, made.verdicts, strict=True):
            self._seen += 1
            if verdict.spans:
                entry = (verdict.score, -self._seen, row.row[self._text], verdict)
                push = heappush if len(self._heap) < self._MOST else heappushpop
                push(self._heap, entry)
        self._bad.show(bad)

    def found(self) -> list[tuple[int, str, Verdict]]:
        """Return number, text and verdict of the findings, strongest first."""
        return [(-n, text, verdict) for _, n, text, verdict in sorted(self._heap, key=lambda e: (-e[0], -e[1]))]


def summary(
    counts: Mapping[str, int], sources: Sequence[Source], unread: UnreadDate | None = None, dated: bool = False
) -> list[str]:
    """Return what was read, rejected and found, one line each; `unread`, `dated` as for `remarks`."""
    facts = sources[0].facts()
    details = [f"{_(name)} {_(facts[name])}" for name in ("kolom teks", "pemisah", "penyandian") if name in facts]
    if len(sources) > 1:
        details = [_n("{count} berkas", len(sources)).format(count=len(sources))]
    first = _("dibaca {read} = diperiksa {classified} + ditolak {rejected} ({details}): {shares}").format(
        read=counts.get("dibaca", 0), classified=counts.get("diklasifikasi", 0), rejected=counts.get("ditolak", 0),
        details=", ".join(details), shares=shares(counts),
    )  # fmt: skip
    return [first, *remarks(counts, unread, dated)]


def shares(counts: Mapping[str, int]) -> str:
    """Return how many posts have which status, with their part of all that were classified."""
    classified = max(counts.get("diklasifikasi", 0), 1)
    # A blank that every terminal has, in place of the one that does not break.
    return ", ".join(
        f"{status} {n} ({percent(n / classified, language()).replace(chr(160), ' ')})"
        for status, n in ((status, counts.get(status, 0)) for status in STATUSES)
    )


def remarks(counts: Mapping[str, int], unread: UnreadDate | None, dated: bool) -> list[str]:
    """Return what else was counted, one line each.

    unread: the first date that could not be read; dated: whether the user gave a day for posts without a date
    """
    lines = [_n(words, counts[key]).format(count=counts[key]) for key, words in _EXTRA.items() if counts.get(key)]
    backward, either = counts.get("tanggal_bulan_dulu", 0), counts.get("tanggal_dua_arti", 0)
    # A single one among dates with the day first is a slip of the pen, and says nothing of the others.
    if either and backward > counts.get("tanggal_hari_dulu", 0):
        lines.append(_n(_MONTH_FIRST, backward).format(count=backward, other=either))
    # By chance at most one long id in a hundred looks like a rounded one.
    rounded = counts.get("id_dibulatkan", 0)
    if 20 * rounded > rounded + counts.get("id_panjang", 0):
        lines.append(_n(_ROUNDED_IDS, rounded).format(count=rounded))
    if unread is not None:
        count = counts.get("tanggal_tidak_terbaca", 0)
        lines.append(
            _n("{count} tanggal tidak terbaca (pertama {words} di {file} baris {line}): {follows}", count).format(
                count=count, words=repr(unread.words) if unread.words else _(HIDDEN), file=unread.file,
                line=unread.line, follows=_(_DATED) if dated else _(_UNDATED),
            )
        )  # fmt: skip
    return lines
