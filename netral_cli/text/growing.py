"""Arrays that grow at their end without being copied each time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Growing:
    """An array with room to grow; `all` is what it holds now.

    kind: type of the entries; width: entries in a row, 0 for a flat array
    """

    def __init__(self, kind: type[np.generic], width: int = 0) -> None:
        self._room: NDArray[Any] = np.zeros((0, width) if width else 0, dtype=kind)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def all(self) -> NDArray[Any]:
        """Return the entries, as a view that the next `extend` may leave behind."""
        return self._room[: self._size]

    def extend(self, values: NDArray[Any]) -> None:
        """Add entries at the end."""
        size = self._size + len(values)
        if size > len(self._room):
            room = np.zeros((max(size, 2 * len(self._room), 1024), *self._room.shape[1:]), dtype=self._room.dtype)
            room[: self._size] = self.all
            self._room = room
        self._room[self._size : size] = values
        self._size = size
