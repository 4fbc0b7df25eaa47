"""Pins the versions that `netral` is installed with, or prints the lowest ones that it promises to work with.

    python scripts/kendala.py             # writes constraints.txt: what pip chooses today, with all extras
    python scripts/kendala.py --lowest    # prints the lower bounds of pyproject.toml as pins, for a trial

Install with them: `pip install . -c constraints.txt`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = "dask,parquet,report,review"


def lowest() -> list[str]:
    """Return the lower bounds of everything that users install and tests run with; lint and types are left out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = list(project["project"]["dependencies"])
    for group in (*project["project"]["optional-dependencies"].values(), project["dependency-groups"]["dev"]):
        needed += group
    found: dict[str, str] = {}
    for entry in needed:
        name, bound = re.match(r"([A-Za-z0-9_.-]+)[^>]*>=([\w.]+)", entry).groups()  # type: ignore[union-attr]
        if not re.match(r"mypy|ruff|types-|.*-stubs", name):
            found[name.lower()] = bound
    return [f"{name}=={bound}" for name, bound in sorted(found.items())]


def chosen() -> list[str]:
    """Return what pip would install today in an empty environment."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    done = subprocess.run([*command, f"{ROOT}[{EXTRAS}]"], check=True, stdout=subprocess.PIPE, encoding="utf-8")
    parts = [entry["metadata"] for entry in json.loads(done.stdout)["install"]]
    return sorted(f"{p['name'].lower()}=={p['version']}" for p in parts if p["name"].lower() != "netral-cli")


def main() -> None:
    """Write or print the pins."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lowest", action="store_true")
    if parser.parse_args().lowest:
        print("\n".join(lowest()))
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    head = f"# Made by scripts/kendala.py on {sys.platform}, Python {version}: pip install . -c constraints.txt\n"
    (ROOT / "constraints.txt").write_text(head + "\n".join(chosen()) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
