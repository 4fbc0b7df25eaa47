"""Reviews a queue in headless Chromium as an analyst would: by keyboard, with hostile posts, through a killed server.

    python benchmarks/browser_review.py [--chromium PATH] [--keep FOLDER]

Needs Chromium (Debian: `apt-get install chromium`). Ends with 0 when every check holds, else with 1. With --keep the
screenshots at 360 and 1280 pixels stay in FOLDER.
"""

from __future__ import annotations

import argparse
import base64
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from browser_report import HOSTILE, LINKS, Browser, Checks, detail

POSTS = 40


def write_result(path: Path) -> None:
    """Write a small result whose first posts are hostile."""
    with path.open("w", encoding="utf-8") as out:
        for n in range(POSTS):
            text = HOSTILE[n] if n < len(HOSTILE) else f"Pos ke-{n} {'😀' * (n % 3)} kata{n} kawan{n * 7}"
            text += f" ayo coblos nomor {n % 4 + 1} ya dulur"
            quote = f"coblos nomor {n % 4 + 1}"
            at = text.index(quote)
            status, score = (("indikasi", 0.9), ("tinjau", 0.4), ("netral", 0.02))[n % 3]
            row = {
                "id": f"185{n:012d}", "tanggal": "2024-10-01", "akun": HOSTILE[n % 3], "teks": text,
                "tautan": LINKS[n % len(LINKS)],
                "netral": detail(status, score, [(at, at + len(quote), quote)], ["ajakan"]),
            }  # fmt: skip
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


class Served:
    """A running `netral review serve`."""

    def __init__(self, result: Path, db: Path, port: int = 0) -> None:
        """Start it; it picks the queue or goes on with what `db` holds."""
        command = [sys.executable, "-m", "netral_cli", "review", "serve", str(result), "--db", str(db), "-n", str(POSTS)]
        self._process = subprocess.Popen(
            [*command, "--no-browser", "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        self.port = int(self.address.split(":")[2].split("/")[0])

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()


def key(browser: Browser, name: str) -> None:
    """Press a key."""
    text = {"text": name} if len(name) == 1 else {"text": "\r"} if name == "Enter" else {}
    browser.call("Input.dispatchKeyEvent", type="keyDown", key=name, **text)
    browser.call("Input.dispatchKeyEvent", type="keyUp", key=name)


def at_post(browser: Browser, number: int) -> None:
    """Wait until a post is shown."""
    browser.until(f"document.getElementById('pos').dataset.nomor === '{number}' && !document.forms[0].inert", 10)


def saved(browser: Browser) -> None:
    """Wait until the page says that the decision is kept."""
    browser.until("/^(Tersimpan|Semua)/.test(document.getElementById('keadaan').textContent)", 10)


def checked(browser: Browser) -> list[str]:
    """Return the values of the fields that are on."""
    found: list[str] = browser.run("[...document.querySelectorAll('form input[name]:checked')].map(f => f.value)")
    return found


def review(browser: Browser, check: Checks) -> None:
    """Decide posts by keyboard alone."""
    at_post(browser, 1)
    marks = browser.run("[...document.querySelectorAll('#teks mark')].map(m => m.textContent)")
    check("bukti disorot", bool(marks) and marks[0].startswith("coblos nomor"), marks)
    key(browser, "1")
    key(browser, "2")
    saved(browser)
    check("tombol sinyal memberi ya", checked(browser) == ["ya", "dukungan", "ajakan"], checked(browser))
    key(browser, "2")
    saved(browser)
    check("tombol yang sama melepas", checked(browser) == ["ya", "dukungan"])
    key(browser, "c")
    saved(browser)
    check("konteks memberi tidak dan melepas sinyal", checked(browser) == ["tidak", "berita"], checked(browser))
    key(browser, "1")
    key(browser, "m")
    for letter in "ragu 1 y":
        key(browser, letter)
    check("huruf di catatan bukan pintasan", checked(browser) == ["ya", "dukungan"], checked(browser))
    key(browser, "Escape")
    saved(browser)
    key(browser, "ArrowRight")
    at_post(browser, 2)
    key(browser, "r")
    saved(browser)
    key(browser, "Enter")
    at_post(browser, 3)
    key(browser, "l")
    saved(browser)
    key(browser, "u")
    at_post(browser, 4)
    key(browser, "ArrowLeft")
    at_post(browser, 3)
    check("keputusan terlihat lagi", checked(browser) == ["lewati"], checked(browser))
    browser.run("document.getElementById('pintasan').click()")
    key(browser, "y")
    check("pintasan dapat dimatikan", checked(browser) == ["lewati"])
    browser.run("document.getElementById('pintasan').click()")
    words = browser.run("document.getElementById('kemajuan').textContent")
    check("kemajuan", words.startswith("3 "), words)


def attack(browser: Browser, check: Checks) -> None:
    """Look at every post; nothing of it may run, become markup or be fetched."""
    shown, links = [], []
    for number in range(1, POSTS + 1):
        browser.run(f"show({number - 1})")
        at_post(browser, number)
        shown.append(browser.run("document.getElementById('teks').textContent"))
        links += browser.run("[...document.querySelectorAll('#fakta a')].map(a => a.href)")
    check("teks jahat tampil apa adanya", all(any(h in text for text in shown) for h in HOSTILE[:8]))
    check("tidak ada yang jebol", browser.run("window.jebol === undefined"))
    inside = browser.run("document.querySelectorAll('#teks :not(span):not(mark), #fakta :not(dt):not(dd):not(a)').length")
    check("tidak ada unsur dari pos", inside == 0)
    injected = browser.run(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.jebol = 99';"
        " document.body.append(s); const d = document.createElement('div');"
        ' d.innerHTML = \'<img src=x onerror="window.jebol=98">\'; document.body.append(d);'
        " return new Promise(r => setTimeout(() => { d.remove(); s.remove(); r(window.jebol === undefined); }, 300)); })()"
    )
    check("CSP menolak skrip asing", injected)
    wrong = [link for link in links if not link.startswith(("http://", "https://"))]
    check("hanya tautan http", bool(links) and not wrong, wrong or len(links))
    asked = {e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"}
    remote = [url for url in asked if not url.startswith(("http://127.0.0.1:", "about:"))]
    check("tidak ada yang diminta dari luar", not remote, remote)


def accessible(browser: Browser, check: Checks, folder: Path | None) -> None:
    """Check names, focus and widths; keep pictures."""
    nameless = browser.run(
        "[...document.querySelectorAll('button, input, textarea, progress, summary')].filter(e => "
        "!(e.textContent.trim() || (e.labels && e.labels.length) || e.getAttribute('aria-labelledby'))).length"
    )
    check("semua kendali bernama", nameless == 0, nameless)
    for width in (360, 1280):
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        browser.run("show(0)")
        at_post(browser, 1)
        wide = browser.run("document.documentElement.scrollWidth")
        check(f"lebar {width} tanpa geser ke samping", wide <= width, wide)
        small = browser.run(
            "[...document.querySelectorAll('fieldset label, button')].filter(e => e.getBoundingClientRect().height < 24).length"
        )
        check(f"sasaran sentuh cukup besar pada {width}", small == 0, small)
        if folder:
            shot = browser.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
            (folder / f"tinjau-{width}.png").write_bytes(base64.b64decode(shot["data"]))
    browser.run("document.querySelector('[name=status]').focus()")
    outline = browser.run("getComputedStyle(document.activeElement).outlineStyle")
    check("fokus terlihat", outline != "none", outline)


def main() -> int:
    """Review, kill the server in between, go on, merge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome") or "chromium")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    check = Checks()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        result, db, target = folder / "hasil.jsonl", folder / "ani.db", folder / "label.csv"
        write_result(result)
        served = Served(result, db)
        browser = Browser(options.chromium, str(folder / "profil"))
        try:
            browser.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
            browser.call("Page.navigate", url=served.address)
            browser.until("typeof show === 'function' && !!document.querySelector('#teks').textContent", 20)
            review(browser, check)
            attack(browser, check)
            accessible(browser, check, options.keep)
            served.kill()
            key(browser, "t")
            browser.until("document.getElementById('keadaan').className === 'salah'", 10)
            check("program mati: dikatakan, tidak didiamkan", True, browser.run("document.getElementById('keadaan').textContent"))
            served = Served(result, db, served.port)
            # Else the page would ask whether to leave with something unsaved.
            browser.run("unsaved.clear()")
            browser.call("Page.navigate", url=served.address)
            browser.until("typeof show === 'function' && document.getElementById('pos').dataset.nomor !== undefined", 20)
            time.sleep(0.3)
            browser.run("show(0)")
            at_post(browser, 1)
            check("sesudah dibuka lagi tidak ada yang hilang", checked(browser) == ["ya", "dukungan"], checked(browser))
            check("catatan juga", browser.run("document.getElementById('catatan').value") == "ragu 1 y")
        finally:
            served.kill()
            browser.close()
        merged = subprocess.run(
            [sys.executable, "-m", "netral_cli", "review", "merge", str(db), "--into", str(target)],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        with target.open(encoding="utf-8", newline="") as file:
            labels = sorted(row["label"] for row in csv.DictReader(file))
        check("penggabungan", labels == ["lewati", "ragu", "ya"], merged.stdout + merged.stderr if merged.returncode else labels)
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
