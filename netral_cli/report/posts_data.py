"""Turns findings into the records that the HTML report embeds: short lists that refer to a table of texts.

The places in a record are those that `templates/laporan.js` names.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from netral_cli.report.findings import Post
from netral_cli.report.words import Words
from netral_cli.rules.catalogue import MARKS
from netral_cli.verdict import INDIKASI

BLOCK = 2_500
# A post's text beyond this many characters stays in the result file.
MOST_TEXT = 5_000
FILTERS = ("status", "sinyal", "aturan", "jalur", "platform", "objek", "fase")
_UNSAFE = re.compile("[<>&\u2028\u2029\x7f-\x9f\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def script_json(value: Any) -> str:
    """Return JSON that can stand inside a script element: no sign in it can end the element or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


class Records:
    """Makes the records of findings; afterwards it knows the table of texts and what can be filtered by."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._table: dict[str, int] = {}
        self._filters: dict[str, Counter[int]] = {name: Counter() for name in FILTERS}
        self.rules: dict[int, str] = {}
        self.blocks = self.count = 0

    def _index(self, text: str) -> int:
        return self._table.setdefault(text, len(self._table))

    def blocks_of(self, posts: Iterable[Post]) -> Iterator[str]:
        """Return the JSON of the blocks, `BLOCK` findings each."""
        block: list[list[Any]] = []
        for post in posts:
            block.append(self.record(post))
            if len(block) == BLOCK:
                yield self._block(block)
                block = []
        if block:
            yield self._block(block)

    def _block(self, block: list[list[Any]]) -> str:
        self.blocks += 1
        self.count += len(block)
        return script_json(block)

    def record(self, post: Post) -> list[Any]:
        """Return the record of one finding."""
        say = self._words
        parts, speaks = self._parts(post)
        signals = [self._index(say.value("sinyal", name)) for name in post.signals]
        tracks = [self._index(say.value("jalur", name)) for name in post.tracks]
        objects = [self._index(name) for name in post.objects]
        phase = self._index(say.phase(post.phase))
        platform = self._index(post.platform)
        status = 0 if post.status == INDIKASI else 1
        rules: list[tuple[int, int, list[int]]] = []
        for rule in post.rules:
            index = self._index(f"{rule.id} {rule.name}".strip())
            self.rules[index] = rule.id
            supposed = [self._index(say.named("anggapan", name)) for name in rule.supposed]
            rules.append((index, self._index(rule.mark), supposed))
        counted: dict[str, Iterable[int]] = {
            "status": (status,), "sinyal": signals, "jalur": tracks, "objek": objects, "fase": (phase,),
            "platform": (platform,), "aturan": [rule[0] for rule in rules],
        }  # fmt: skip
        for name, values in counted.items():
            self._filters[name].update(set(values))
        return [
            post.number, _clean(post.id), _clean(post.date), post.day.isoformat() if post.day else "",
            _clean(post.account), platform, _clean(post.link), status, round(post.score, 4), signals, rules, tracks,
            objects, phase, parts, speaks, [self._index(say.check(name, text)) for name, text in post.checks],
            [self._index(say.named("bingkai", name)) for name in post.counter], post.origin,
            int(len(post.text) > MOST_TEXT),
        ]  # fmt: skip

    def _parts(self, post: Post) -> tuple[list[str], list[list[int]]]:
        """Return the text in pieces, every second one evidence, and the signals that each of those speaks for."""
        text = post.text[:MOST_TEXT]
        parts, speaks, at = [], [], 0
        for span in post.evidence:
            start, end = max(span.start, at), min(span.end, len(text))
            if start < end:
                parts += [_clean(text[at:start]), _clean(text[start:end])]
                speaks.append([self._index(self._words.value("sinyal", name)) for name in span.signals])
                at = end
        parts.append(_clean(text[at:]))
        return parts, speaks

    def table(self, words: Iterable[str]) -> str:
        """Return the JSON of what the records refer to; `words` are the keys of the texts that the script shows."""
        texts = list(self._table)
        names: dict[str, list[Any]] = {}
        for name, counts in self._filters.items():
            if name == "status":
                own = [(k, self._words(("indikasi", "tinjau")[k]), n) for k, n in sorted(counts.items())]
            else:
                own = [(k, texts[k] or self._words("tidak_diketahui"), n) for k, n in counts.most_common()]
            names[name] = own
        return script_json({
            "kata": {key: self._words_raw(key) for key in words}, "tabel": texts, "saring": names, "blok": self.blocks,
            "tanda": {mark: self._words.named("tanda", mark) for mark in MARKS},
            "jangkar": {index: anchor(rule) for index, rule in self.rules.items()},
        })  # fmt: skip

    def _words_raw(self, key: str) -> str:
        return self._words(key, ini="{ini}", banyak="{banyak}", jumlah="{jumlah}")


def anchor(rule: str) -> str:
    """Return the name by which a rule's text is linked to inside the report."""
    return "aturan-" + re.sub(r"[^a-z0-9-]", "-", rule.lower())


def _clean(text: str) -> str:
    """Return a text with control characters shown as U+FFFD, so that nothing stays hidden."""
    return _CONTROL.sub("\ufffd", text)
