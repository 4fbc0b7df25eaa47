"""Finds signs in Indonesian social-media posts that a civil servant broke election neutrality."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netral_cli.errors import NetralError
    from netral_cli.estimator import NetralClassifier
    from netral_cli.evidence import Span
    from netral_cli.frame import classify_frame
    from netral_cli.loading import load_model
    from netral_cli.verdict import Classifier, Verdict

__version__ = "0.1.0"
__all__ = [
    "Classifier", "NetralClassifier", "NetralError", "Span", "Verdict", "__version__", "classify_frame", "load_model",
]  # fmt: skip

# Name -> the module it comes from. These names are stable; all other modules may change with any version.
_PUBLIC = {
    "Classifier": "verdict",
    "NetralClassifier": "estimator",
    "NetralError": "errors",
    "Span": "evidence",
    "Verdict": "verdict",
    "classify_frame": "frame",
    "load_model": "loading",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for: `import netral_cli` alone loads nothing heavy."""
    if name in _PUBLIC:
        return getattr(import_module(f"netral_cli.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
