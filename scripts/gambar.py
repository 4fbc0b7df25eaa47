"""Makes the pictures of the README and the documentation from what the program shows of the sample posts.

    python scripts/gambar.py [--chromium PATH]

`docs/gambar/temuan.svg` is the table of `netral classify data/contoh/pos.csv --table`, drawn by rich. With Chromium
`docs/gambar/laporan.png` is the head of the HTML report of the same posts.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "contoh" / "pos.csv"
WIDTH = 104
# An excerpt: the findings after the first so many, up to so many; the whole is two screens long.
FIRST, LAST = 1, 6
# A reader of the picture fetches nothing: the fonts that rich names lie in the net.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "font-family: Fira Code", "font-family: 'Fira Code', Consolas, 'DejaVu Sans Mono', Menlo"
)


def netral(*arguments: str) -> str:
    """Return what the program shows on a colour terminal of `WIDTH` columns, errors stream included."""
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "PYTHONUTF8": "1", "NETRAL_LANG": "id"}
    done = subprocess.run(
        [sys.executable, "-m", "netral_cli", *arguments], env=environment, cwd=ROOT, check=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.stdout


def findings() -> str:
    """Return some findings of the table, and the lines below it."""
    lines = netral("classify", "data/contoh/pos.csv", "--table").splitlines()
    rules = [number for number, line in enumerate(lines) if line.startswith(("┡", "├"))]
    below = [line for line in lines if line.startswith(("Skor mulai", "dibaca", "Ini indikasi"))]
    head, shown = lines[: rules[0] + 1], lines[rules[FIRST] + 1 : rules[LAST]]
    return "\n".join([*head, *shown, lines[rules[LAST]].translate(str.maketrans("├┼┤", "└┴┘")), *below])


def draw(text: str, path: Path) -> None:
    """Write a terminal text as an SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), legacy_windows=False, force_terminal=True)
    console.print(Text("$ netral classify data/contoh/pos.csv", style="bold"))
    console.print(Text.from_ansi(text))
    svg = console.export_svg(title="netral", theme=DEFAULT_TERMINAL_THEME, code_format=FORMAT, unique_id="netral")
    path.write_text(svg, encoding="utf-8", newline="\n")


def photograph(program: str, path: Path) -> None:
    """Write the head of the HTML report of the sample posts as a PNG."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from browser_report import Browser  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        result, page = Path(folder) / "hasil.jsonl", Path(folder) / "laporan.html"
        netral("classify", str(SAMPLE), "-o", str(result))
        netral("report", str(result), "-o", str(page))
        browser = Browser(program, str(Path(folder) / "profil"))
        try:
            browser.call(
                "Emulation.setDeviceMetricsOverride", width=1240, height=1180, deviceScaleFactor=1, mobile=False
            )
            browser.call("Page.navigate", url=page.as_uri())
            browser.until("!!document.querySelector('#daftar-pos article')", 30)
            shot = browser.call("Page.captureScreenshot", format="png")
        finally:
            browser.close()
    path.write_bytes(base64.b64decode(shot["data"]))


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    options = parser.parse_args()
    folder = ROOT / "docs" / "gambar"
    draw(findings(), folder / "temuan.svg")
    if options.chromium:
        photograph(options.chromium, folder / "laporan.png")
    else:
        print("Chromium is not here: laporan.png stays as it is")


if __name__ == "__main__":
    main()
