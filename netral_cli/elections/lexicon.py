"""Replaces the names of an election by classes, so that no candidate's name can carry weight.

A form that names a side becomes `<class>|side|label`: features see the class only, counts of distinct sides
see the side, and the list of objects shows the label.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from netral_cli.elections.profile import Profile, Side
from netral_cli.text.batch import Batch, FormTable, Ints, spread
from netral_cli.text.normal import Normaliser, read_leet
from netral_cli.text.tokens import Kind, kind_of, token_strings

CALON, BAKAL, PARTAI, KUBU, JULUKAN, EJEKAN = "<calon>", "<bakal>", "<partai>", "<kubu>", "<julukan>", "<ejekan>"
TAGLINE, RELAWAN, NOMOR, DIGIT = "<tagline>", "<relawan>", "<nomor>", "<digit>"
TAGAR_PRO, TAGAR_LAWAN, TAGAR_NAMA, TAGAR_UMUM, TAGAR = (
    "<tagar-pro>", "<tagar-lawan>", "<tagar-nama>", "<tagar-umum>", "<tagar>",
)  # fmt: skip
TAGAR_AJAK, TAGAR_TOLAK = "<tagar-ajak>", "<tagar-tolak>"
AKUN = "<akun>"
CLASSES = (
    CALON, BAKAL, PARTAI, KUBU, JULUKAN, EJEKAN, TAGLINE, RELAWAN, NOMOR, DIGIT,
    TAGAR_PRO, TAGAR_LAWAN, TAGAR_NAMA, TAGAR_UMUM, TAGAR, AKUN,
)  # fmt: skip
# What counts as an election object (features, rules): a generic hashtag or a bare digit does not.
OBJECTS = (
    CALON, BAKAL, PARTAI, KUBU, JULUKAN, EJEKAN, TAGLINE, RELAWAN, NOMOR, TAGAR_PRO, TAGAR_LAWAN, TAGAR_NAMA, AKUN,
)  # fmt: skip


@cache
def pointer_words() -> frozenset[str]:
    """Return the words that place a post in an election even when it names no side."""
    lines = files(__package__).joinpath("petunjuk.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_KIND_OF_LIST = {
    "nama": CALON, "alias": CALON, "alias_kapital": CALON, "julukan": JULUKAN, "julukan_kapital": JULUKAN,
    "ejekan": EJEKAN, "tagline": TAGLINE, "relawan": RELAWAN,
}  # fmt: skip
# A digit right after one of these, or right before `jari`, is a ballot number.
_BEFORE_NUMBER = (
    *("nomor", "urut", "paslon", "pasangan", "calon", "capres", "cawapres", "cagub", "cawagub", "cabup", "cawabup"),
    *(
        "cawalkot",
        "caleg",
        "coblos",
        "nyoblos",
        "mencoblos",
        "tusuk",
        "pilih",
        "dukung",
        "menangkan",
        "salam",
        "kosong",
    ),
)
_HONORIFICS = (
    *("pak", "bapak", "bu", "ibu", "mas", "mbak", "mba", "bang", "kang", "teh", "gus", "ning", "cak", "om", "tante"),
    *("abah", "haji", "kyai", "kiai", "prof", "profesor", "jenderal", "tuan", "dik", "bung", "uda", "uni", "daeng"),
)
_BALLOT = re.compile(r"0[1-9]")
# After one of these, or before a month, even `02` numbers something else than candidates.
_NUMBERED_OTHERWISE = (
    *("rt", "rw", "tps", "tgl", "tanggal", "jam", "pukul", "kelas", "sd", "sdn", "smp", "smpn", "sma", "sman", "mts"),
    *("ruang", "kamar", "lantai", "blok", "gang", "dusun", "posyandu", "puskesmas", "kodim", "bab", "ayat", "pasal"),
    *("sila", "episode", "seri", "halaman", "meja", "dapil", "zona", "sektor", "kloter"),
)
_MONTHS = (
    *("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november"),
    *("desember", "jan", "feb", "apr", "jun", "jul", "agu", "agt", "sep", "sept", "okt", "oct", "nov", "des", "dec"),
)
# What a campaign hashtag does, besides naming a side: calls for it, or calls against it.
_CALLING = re.compile("coblos|pilih|tusuk|menangkan|dukung|ayo|yuk|kawal|saatnya|waktunya")
_AGAINST = re.compile(
    "asal(?:kan)?bukan|tolak|jangan|ganti|tenggelamkan|turunkan|lawan|usir|adili|tangkap|boikot|diskualifikasi"
)
_ALIAS_MIN, _GLUED_MIN = 4, 9
# Letters beside a name in a hashtag that may make another word of it; where a new word begins in a hashtag.
_LONGEST_AROUND = 8
_EDGE = re.compile(r"(?<=[^A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=\D)|(?<=\D)(?=\d)|(?<=_)|(?=_)")
# So long a name is known in a hashtag whatever stands beside it (`#sipalingbudiman`).
_LONG_NAME = 6


def _name_words(side: Side) -> Iterator[str]:
    """Return the single words of a side's names that are long enough to be known in a disguise."""
    for kind in ("nama", "alias", "julukan"):
        for text in side.get(kind):
            yield from (word for word in re.findall(r"[a-z]{4,}", text.lower()))


def _numbered_sides(profiles: Iterable[Profile]) -> list[tuple[Side, int]]:
    """Return every side with its number, pairs of candidates first and the latest election first.

    Sides that share a person (2014, 2019, 2024) share the number, so that a post which names both counts one side.
    """
    ordered = sorted(profiles, key=lambda p: p.jadwal.pemungutan or dt.date.min, reverse=True)
    sides = sorted((side for profile in ordered for side in profile.sides), key=lambda side: side.bakal)
    numbered: list[tuple[Side, int]] = []
    of_person: dict[str, int] = {}
    for side in sides:
        people = [name.lower() for name in side.get("nama")]
        found = next((of_person[p] for p in people if p in of_person), len(set(of_person.values())))
        for person in people:
            of_person.setdefault(person, found)
        numbered.append((side, found))
    return numbered


def deed_of_hashtag(hashtag: str) -> tuple[str, ...]:
    """Return what a campaign hashtag does besides naming a side: a call for it, a call against it, or nothing."""
    low = hashtag.lower()
    return (TAGAR_TOLAK,) if _AGAINST.search(low) else (TAGAR_AJAK,) if _CALLING.search(low) else ()


def _of_owners(owners: list[tuple[bool, str]]) -> str:
    """Return the form of a hashtag from the sides that it is for or (True) against, the latest election first.

    `#Coblos1` belongs to pairs of many elections and names none of them; one that is for a side is not against another.
    """
    against = all(lawan for lawan, _ in owners)
    numbers = [number for lawan, number in owners if lawan == against]
    people = {number.partition("|")[0] for number in numbers}
    return (TAGAR_LAWAN if against else TAGAR_PRO) + (f"|{numbers[0]}" if len(people) == 1 else "")


class ElectionLexicon:
    """The names of the profiles in use, ready for tokens and for batches.

    A form that names a side is `class|side|label`; `labels[label]` is what people call it.
    """

    def __init__(self, profiles: Iterable[Profile], normaliser: Normaliser) -> None:
        self.profiles = tuple(profiles)
        sides = _numbered_sides(self.profiles)
        # Names hide in disguises and drawn-out letters as other words do (`g4njar`, `prabowooo`).
        named = frozenset(word for side, _ in sides for word in _name_words(side))
        self.normaliser = replace(
            normaliser,
            vocabulary=normaliser.vocabulary | named,
            hidden=normaliser.hidden | named,
            names=normaliser.names | named,
        )
        self.labels = [side.label for side, _ in sides]
        self._capital: dict[str, str] = {}
        self._hashtags: dict[str, str] = {}
        self._accounts: dict[str, str] = {}
        self._in_hashtag: dict[str, str] = {}
        phrases: dict[tuple[str, ...], str] = {}
        owners: dict[str, list[tuple[bool, str]]] = {}
        for profile in self.profiles:
            for word in profile.kubu:
                phrases.setdefault(self._forms_of(word), KUBU)
            for tag in profile.tagar_umum:
                self._hashtags.setdefault(tag.lower(), TAGAR_UMUM)
        for label, (side, number) in enumerate(sides):
            self._add_side(side, f"{number}|{label}", phrases, owners)
        self._hashtags.update({tag: _of_owners(sides_of_tag) for tag, sides_of_tag in owners.items()})
        # A campaign's hashtag is known by digits that stand for letters (`#L4njut`) and when it is read backwards.
        self._disguised = {"#" + tag[:0:-1]: form for tag, form in self._hashtags.items()} | {
            read_leet(tag): form for tag, form in self._hashtags.items()
        }
        self.phrases = {forms: form for forms, form in phrases.items() if forms}
        self._single = {forms[0]: form for forms, form in self.phrases.items() if len(forms) == 1}
        self._long = sorted(
            ((f, form) for f, form in self.phrases.items() if len(f) > 1), key=lambda p: (-len(p[0]), p)
        )
        self._long_sizes = [len(forms) for forms, _ in self._long]
        # The names of several forms as a table: for each the places of its forms in `_long_words`, then -1.
        places = {word: k for k, word in enumerate(dict.fromkeys(word for forms, _ in self._long for word in forms))}
        self._long_words = tuple(places)
        self._long_places = np.full((len(self._long), max((len(f) for f, _ in self._long), default=1)), -1)
        for row, (forms, _) in enumerate(self._long):
            self._long_places[row, : len(forms)] = [places[word] for word in forms]
        side_forms = {*self.phrases.values(), *self._capital.values()}
        self._people = sorted(form for form in side_forms if form.startswith((CALON, BAKAL)))
        # The names by their first letters, longest first: quicker than one expression of all of them.
        self._tag_heads: dict[str, list[str]] = {}
        for name in sorted(self._in_hashtag, key=len, reverse=True):
            self._tag_heads.setdefault(name[:_ALIAS_MIN], []).append(name)

    def _forms_of(self, text: str) -> tuple[str, ...]:
        return tuple(form for token in token_strings(text) for form in self.normaliser.forms(token))

    def _add_side(
        self, side: Side, number: str, phrases: dict[tuple[str, ...], str], owners: dict[str, list[tuple[bool, str]]]
    ) -> None:
        named = PARTAI if side.is_party else BAKAL if side.bakal else CALON
        for kind, texts in side.names.items():
            if kind in _KIND_OF_LIST:
                form = f"{named if _KIND_OF_LIST[kind] is CALON else _KIND_OF_LIST[kind]}|{number}"
                for text in texts:
                    if kind.endswith("_kapital"):
                        self._capital.setdefault(text, form)
                    else:
                        phrases.setdefault(self._forms_of(text), form)
                    glued = re.sub(r"[^a-z0-9]", "", text.lower())
                    if len(glued) >= _ALIAS_MIN and kind in ("nama", "alias", "julukan"):
                        self._in_hashtag.setdefault(glued, number)
                    if len(glued) >= _GLUED_MIN and kind in ("nama", "alias"):
                        phrases.setdefault((glued,), form)
            elif kind in ("tagar", "tagar_lawan"):
                for text in texts:
                    owners.setdefault("#" + text.lstrip("#").lower(), []).append((kind != "tagar", number))
            elif kind == "akun":
                for text in texts:
                    self._accounts.setdefault("@" + text.lstrip("@").lower(), f"{AKUN}|{number}")

    def forms(self, token: str) -> tuple[str, ...]:
        """Return the forms of one token; hashtags, accounts and capital forms of a side become its class."""
        if token in self._capital:
            return (self._capital[token],)
        if not token.isalpha():  # most are, and are no hashtag and no mention
            kind = kind_of(token)
            if kind is Kind.HASHTAG and token[1:].isdigit() and len(token) <= 3:
                return self.forms(token[1:])
            if kind is Kind.HASHTAG:
                return self._hashtag(token)
            if kind is Kind.MENTION:
                account = self._accounts.get(token.lower())
                return (account,) if account else self.normaliser.forms(token)
        forms = self.normaliser.forms(token)
        if len(forms) == 1 and forms[0][0] != "0":
            return forms
        # `02` is a ballot number, unless a side is known by it (`08`).
        return tuple(NOMOR if _BALLOT.fullmatch(f) and f not in self._single else f for f in forms)

    def _hashtag(self, token: str) -> tuple[str, ...]:
        low = token.lower()
        does = deed_of_hashtag(low)
        known = self._hashtags.get(low) or self._disguised.get(low) or self._disguised.get(read_leet(low))
        if known:
            return (known, *does)
        body = token[1:]
        found = self._name_in(body)
        if found is None:
            return (TAGAR, *self.normaliser.hashtag_words(body))
        start, name = found
        rest = body[:start] + " " + body[start + len(name) :]
        words = [w for piece in rest.split() for w in self.normaliser.hashtag_words(piece)]
        return (f"{TAGAR_NAMA}|{self._in_hashtag[name]}", *does, *words)

    def _name_in(self, body: str) -> tuple[int, str] | None:
        """Return the first name of a side inside the words of a hashtag, the longest at its place, and where."""
        low = body.lower()
        for start in range(len(low) - _ALIAS_MIN + 1):
            for name in self._tag_heads.get(low[start : start + _ALIAS_MIN], ()):
                if low.startswith(name, start) and self._stands_alone(body, start, start + len(name)):
                    return start, name
        return None

    def _stands_alone(self, body: str, start: int, end: int) -> bool:
        """Return whether a name in a hashtag is no part of another word (`puan` in `#PerempuanHebat`)."""
        low, known = body.lower(), self.normaliser.vocabulary
        first, last = max(start - _LONGEST_AROUND, 0), min(end + _LONGEST_AROUND, len(low))
        around = ((a, b) for a in range(first, start + 1) for b in range(end, last + 1) if b - a > end - start)
        for a, b in around:
            rest = (low[a:start], low[end:b])
            if low[a:b] in known and not all(not part or self.normaliser.is_words(part) for part in rest):
                return False
        if end - start >= _LONG_NAME:
            return True
        # What stands beside a short name up to the next capital, digit or underscore must be words too.
        edges = [0, *(m.start() for m in _EDGE.finditer(body)), len(body)]
        left = low[max(e for e in edges if e <= start) : start]
        right = low[end : min(e for e in edges if e >= end)]
        beside = (left, right) if len(edges) > 2 else (left,)
        return all(not part or self.normaliser.is_words(part) for part in beside)

    def mask(self, batch: Batch, table: FormTable) -> Batch:
        """Return the batch with names replaced by their classes and ballot numbers recognised.

        Longer names win over shorter ones. A name of several forms shrinks to one form whose token span covers
        them all.
        """
        forms, posts = batch.forms.copy(), batch.posts
        taken = bytearray(len(forms))
        kept: list[tuple[int, int]] = []
        found, where = self._long_names(batch, table)
        for row, start in zip(found.tolist(), where.tolist(), strict=True):
            stop = start + self._long_sizes[row]
            if taken.find(1, start, stop) < 0:
                taken[start:stop] = b"\1" * (stop - start)
                kept.append((row, start))
        drop = np.frombuffer(taken, dtype=bool).copy()
        names = np.arange(len(table.forms), dtype=np.int32)
        single = table.form_ids.known(self._single)
        names[single[single >= 0]] = [
            table.form_id(name)
            for name, number in zip(self._single.values(), single.tolist(), strict=True)
            if number >= 0
        ]
        forms = np.where(drop, forms, names[forms])
        lasts = batch.lasts.copy()
        if kept:
            rows, starts = np.array(kept).T
            forms[starts] = [table.form_id(self._long[k][1]) for k in rows.tolist()]
            lasts[starts] = batch.lasts[starts + np.array(self._long_sizes)[rows] - 1]
            drop[starts] = False
        self._ballot_numbers(forms, posts, table)
        firsts = self._honorifics(forms, posts, batch.firsts, drop, table)
        return batch.replace(forms, firsts, lasts, ~drop)

    def _long_names(self, batch: Batch, table: FormTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the names of several forms in a batch (rows of `_long`), and where each stands; longest first."""
        n = len(batch.forms)
        # The last two stand for words never met and for the words that a shorter name lacks; neither is there.
        there = np.zeros(len(table.forms) + 2, dtype=bool)
        there[batch.forms] = True
        numbers = table.form_ids.known(self._long_words)[self._long_places]
        numbers[self._long_places < 0] = -2
        rows = np.flatnonzero((there[numbers] | (numbers == -2)).all(axis=1))
        begins = np.zeros(len(there), dtype=bool)
        begins[numbers[rows, 0]] = True
        heads = np.flatnonzero(begins[batch.forms])
        order = heads[np.argsort(batch.forms[heads], kind="stable")]
        lows, highs = (np.searchsorted(batch.forms[order], numbers[rows, 0], side=side) for side in ("left", "right"))
        at, rows = order[spread(lows, highs - lows)], np.repeat(rows, highs - lows)
        for step in range(1, numbers.shape[1]):
            wanted, then = numbers[rows, step], np.minimum(at + step, n - 1)
            ends = wanted == -2
            same = (at + step < n) & (batch.forms[then] == wanted) & (batch.posts[then] == batch.posts[at])
            at, rows = at[ends | same], rows[ends | same]
        return rows, at

    def _honorifics(self, forms: Ints, posts: Ints, firsts: Ints, drop: NDArray[np.bool_], table: FormTable) -> Ints:
        """Drop `pak`, `bu` and their like in front of a person, so that all names read alike; return the new firsts."""
        people, before = (table.flags(words) for words in (self._people, _HONORIFICS))
        firsts = firsts.copy()
        left = np.flatnonzero(before[forms] & ~drop)
        right = left + 1
        for _ in range(2):  # `bapak haji Fulan` has two of them
            inside = right < len(forms)
            left, right = left[inside], right[inside]
            at = people[forms[right]] & (posts[left] == posts[right])
            firsts[right[at]] = firsts[left[at]]
            drop[left[at]] = True
            left, right = left[~at], right[~at]
            # What was dropped is no neighbour any more: the one before it looks at the person behind it.
            right = right + drop[right]
        return firsts

    def _ballot_numbers(self, forms: np.ndarray, posts: np.ndarray, table: FormTable) -> None:
        """Turn digits into ballot numbers where the neighbours say so, and into a plain class elsewhere."""
        self._other_numbers(forms, posts, table)
        at = np.flatnonzero(table.flags(map(str, range(1, 20)))[forms])
        if not len(at):
            return
        before = table.flags(_BEFORE_NUMBER)
        fingers = table.form_ids.get("jari", -1)
        same_before = (at > 0) & (posts[at - 1] == posts[at]) & before[forms[at - 1]]
        after = np.minimum(at + 1, len(forms) - 1)
        same_after = (posts[after] == posts[at]) & (forms[after] == fingers) & (after != at)
        # `nomor: 2`: a colon may stand between.
        colon = table.form_ids.get(":", -1)
        two = np.maximum(at - 2, 0)
        over = (at > 1) & (posts[two] == posts[at]) & (forms[at - 1] == colon) & before[forms[two]]
        ballot = same_before | same_after | over
        forms[at] = table.form_id(DIGIT)
        forms[at[ballot]] = table.form_id(NOMOR)

    def _other_numbers(self, forms: Ints, posts: Ints, table: FormTable) -> None:
        """Turn what looks like a ballot number (`02`) into a plain number after `RT`, `tanggal` and before a month."""
        at = np.flatnonzero(forms == table.form_ids.get(NOMOR, -1))
        before, months = table.flags(_NUMBERED_OTHERWISE), table.flags(_MONTHS)
        after = np.minimum(at + 1, len(forms) - 1)
        other = (at > 0) & (posts[at - 1] == posts[at]) & before[forms[at - 1]]
        other |= (posts[after] == posts[at]) & (after != at) & months[forms[after]]
        forms[at[other]] = table.form_id(DIGIT)
