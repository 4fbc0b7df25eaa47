"""Sums of weights by owner are those of a loop, however many rows are laid out at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netral_cli.model import sums
from netral_cli.model.contributions import _add

WEIGHTS = np.array([[1.0, 2.0], [4.0, 8.0], [16.0, 32.0]])
PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=30)


@pytest.mark.parametrize(("together", "fewest", "rows"), [(1, 1, 1), (3, 2, 2), (4, 1, 3), (4096, 16, 1 << 17)])
@given(pairs=PAIRS)
def test_sums_are_those_of_a_loop(pairs: list[tuple[int, int]], together: int, fewest: int, rows: int) -> None:
    pairs = sorted(pairs, key=lambda pair: pair[0])
    owners, items = (np.array([pair[k] for pair in pairs], dtype=np.int64) for k in (0, 1))
    shares = np.arange(1.0, len(pairs) + 1)
    wanted = np.zeros((7, 2))
    plain = np.zeros((7, 2))
    for owner, item, share in zip(owners, items, shares, strict=True):
        wanted[owner] += share * WEIGHTS[item]
        plain[owner] += WEIGHTS[item]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_TOGETHER", together)
        patch.setattr(sums, "_FEWEST", fewest)
        patch.setattr(sums, "_ROWS", rows)
        assert np.array_equal(sums.sums_by_owner(owners, items, WEIGHTS, 7), plain)
        assert np.array_equal(sums.sums_by_owner(owners, items, WEIGHTS, 7, shares), wanted)


@given(st.lists(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=40), min_size=1, max_size=40))
def test_a_sum_does_not_depend_on_what_else_is_summed(shares: list[list[float]]) -> None:
    owners = np.repeat(np.arange(len(shares)), list(map(len, shares)))
    flat = np.array([share for own in shares for share in own], dtype=np.float32)
    items, weights = np.arange(len(flat)) % 3, (WEIGHTS / 7).astype(np.float32)
    together = sums.sums_by_owner(owners, items, weights, len(shares), flat)
    for owner, found in enumerate(together):
        mine = owners == owner
        alone = sums.sums_by_owner(owners[mine] - owner, items[mine], weights, 1, flat[mine])
        assert np.array_equal(found, alone[0])


@given(PAIRS)
def test_rows_that_repeat_are_added(pairs: list[tuple[int, int]]) -> None:
    rows, items = (np.array([pair[k] for pair in pairs], dtype=np.int64) for k in (0, 1))
    target, wanted = np.ones((6, 2), dtype=np.float32), np.ones((6, 2), dtype=np.float32)
    for row, item in pairs:
        wanted[row] += 0.5 * WEIGHTS[item].astype(np.float32)
    _add(target, rows, items, np.full(len(pairs), 0.5, dtype=np.float32), WEIGHTS.astype(np.float32))
    assert np.array_equal(target, wanted)
