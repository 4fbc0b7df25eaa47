"""Finds signs in Indonesian social-media posts that a civil servant broke election neutrality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netral_cli.frame import classify_frame

__version__ = "0.1.0"
__all__ = ["__version__", "classify_frame"]


def __getattr__(name: str) -> Any:
    """Import `classify_frame` when it is asked for: `import netral_cli` alone loads nothing heavy."""
    if name == "classify_frame":
        from netral_cli.frame import classify_frame  # noqa: PLC0415

        return classify_frame
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
