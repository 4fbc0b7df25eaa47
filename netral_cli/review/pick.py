"""Picks a review queue: what the model is unsure of, what is unlike the rest, a uniform sample, doubtful labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from netral_cli.errors import UsageError
from netral_cli.language import _, _n
from netral_cli.report.rates import whole_number
from netral_cli.review.item import DIVERSE, LABEL_ERROR, RANDOM, UNCERTAIN, Item, apart
from netral_cli.review.likeness import Likeness
from netral_cli.review.pool import Levels, Pool, lot
from netral_cli.signals.catalogue import label_name

# In percent; what a share cannot use goes to the unsure ones, then to the unlike ones.
SHARES: Mapping[str, int] = {UNCERTAIN: 40, DIVERSE: 20, RANDOM: 20, LABEL_ERROR: 20}


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """How a queue is picked: its size, the share of each reason in percent, and the seed of the draw."""

    size: int = 200
    shares: Mapping[str, int] = field(default_factory=lambda: dict(SHARES))
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Queue:
    """The posts to review in their order, and how many of each reason."""

    items: Sequence[Item]
    counts: Mapping[str, int]


def shares_of(settings: Sequence[str]) -> dict[str, int]:
    """Return the shares with the user's `name=percent` settings; raises `UsageError` where they make no sense.

    The shares that the user did not name share what is left in their usual proportion.
    """
    chosen: dict[str, int] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign or name not in SHARES or not value.strip().isdecimal() or int(value) > 100:
            raise UsageError(
                _("--share {setting}: tulis NAMA=PERSEN, dengan NAMA salah satu dari {names}").format(
                    setting=repr(setting), names=", ".join(SHARES)
                )
            )
        chosen[name] = int(value)
    left = 100 - sum(chosen.values())
    rest = {name: share for name, share in SHARES.items() if name not in chosen}
    if left < 0 or (left and not rest):
        raise UsageError(_("--share: jumlahnya {total}, seharusnya 100").format(total=100 - left))
    usual = sum(rest.values())
    return {name: chosen.get(name, round(left * share / usual) if usual else 0) for name, share in SHARES.items()}


def _quotas(options: QueueOptions, errors: int) -> dict[str, int]:
    """Return how many posts of each reason to pick; places without doubtful labels go to the others."""
    total = sum(options.shares.values()) or 1
    doubtful = min(round(options.size * options.shares[LABEL_ERROR] / total), errors)
    left = options.size - doubtful
    others = total - options.shares[LABEL_ERROR] or 1
    quotas = {name: round(left * options.shares[name] / others) for name in (DIVERSE, RANDOM)}
    quotas[LABEL_ERROR] = doubtful
    quotas[UNCERTAIN] = left - quotas[DIVERSE] - quotas[RANDOM] if options.shares[UNCERTAIN] else 0
    return quotas


class _Picker:
    """Picks from a pool, step by step, no post twice."""

    def __init__(self, pool: Pool, errors: Sequence[Item], levels: Levels) -> None:
        self._pool, self._levels = pool, levels
        candidates = [*errors, *pool.drawn, *pool.near, *(item for kept in pool.kinds.values() for item in kept)]
        self._at: dict[tuple[str, str], int] = {}
        for item in candidates:
            self._at.setdefault(item.name, len(self._at))
        texts = [text for _id, text in self._at]
        self._like = Likeness(texts)
        self.items: list[Item] = []
        self._names: set[tuple[str, str]] = set()
        self._kinds: Counter[str] = Counter()

    def _take(self, item: Item, reason: str, why: str) -> None:
        self.items.append(replace(item, reason=reason, why=why))
        self._names.add(item.name)
        self._like.add(self._at[item.name])
        self._kinds.update(item.signals or (item.context or item.status,))

    def _free(self, item: Item) -> bool:
        return item.name not in self._names and not self._like.is_copy(self._at[item.name])

    def errors(self, found: Sequence[Item], most: int) -> None:
        for item in found[:most]:
            self._take(item, LABEL_ERROR, item.why)

    def random(self, most: int) -> None:
        """Take a uniform sample: copies too, as they are a part of what is."""
        for item in [i for i in self._pool.drawn if i.name not in self._names][:most]:
            self._take(item, RANDOM, _("contoh acak, untuk angka yang jujur"))

    def uncertain(self, most: int) -> None:
        for item in self._pool.near:
            if most <= 0:
                break
            if self._free(item):
                name = self._levels.nearest(item.score or 0.0)[1]
                why = _("skor {score} dekat ambang {name} {level}").format(
                    score=_number(item.score or 0.0), name=name, level=_number(getattr(self._levels, name))
                )
                self._take(item, UNCERTAIN, why)
                most -= 1

    def diverse(self, most: int) -> None:
        """Take, of the kind with the fewest picked posts, the post least like any picked one (farthest first)."""
        kinds = {name: list(kept) for name, kept in self._pool.kinds.items()}
        while most > 0 and kinds:
            kind = min(kinds, key=lambda name: (self._kinds[name], name))
            kinds[kind] = [item for item in kinds[kind] if self._free(item)]
            if not kinds[kind]:
                del kinds[kind]
                continue
            item = min(kinds[kind], key=lambda i: float(self._like.nearest[self._at[i.name]]))
            self._take(item, DIVERSE, _("mewakili {kind}, belum ada yang mirip").format(kind=label_name(kind)))
            most -= 1


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def pick(pool: Pool, errors: Sequence[Item], levels: Levels, options: QueueOptions) -> Queue:
    """Return a queue: the same for the same posts, in any order, and the same seed.

    errors: doubtful labels, the most doubtful first
    The posts come mixed, so that who stops early has still seen something of every reason.
    """
    picker, quotas = _Picker(pool, errors, levels), _quotas(options, len(errors))
    picker.errors(errors, quotas[LABEL_ERROR])
    picker.random(quotas[RANDOM])
    picker.uncertain(quotas[UNCERTAIN])
    picker.diverse(quotas[DIVERSE])
    if options.shares[UNCERTAIN]:
        picker.uncertain(options.size - len(picker.items))
    if options.shares[DIVERSE]:
        picker.diverse(options.size - len(picker.items))
    mixed = sorted(picker.items, key=lambda item: lot(options.seed, "urutan", *item.name))
    return Queue(_with_own_ids(mixed), Counter(item.reason for item in mixed))


def _with_own_ids(items: Sequence[Item]) -> list[Item]:
    """Return the posts; where two have one id, as damaged exports give, both get another that their text decides."""
    counts = Counter(item.id for item in items)
    return [item if counts[item.id] == 1 else apart(item) for item in items]


def summary(queue: Queue, pool: Pool) -> str:
    """Return in one line how many posts were picked, of how many, and why."""
    parts = ", ".join(f"{name} {queue.counts[name]}" for name in SHARES if queue.counts.get(name))
    text = _n("{count} pos dari {seen} ({parts})", len(queue.items)).format(
        count=len(queue.items), seen=whole_number(pool.seen), parts=parts or "-"
    )
    return text + (_("; {known} sudah berlabel dan dilewati").format(known=pool.known) if pool.known else "")
