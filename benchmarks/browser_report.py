"""Opens the HTML report in headless Chromium: speed at 50,000 findings, filter, search, paging, evidence, hostile posts.

    python benchmarks/browser_report.py [--posts 50000] [--chromium PATH] [--keep FOLDER]

Needs Chromium (Debian: `apt-get install chromium`). Ends with 0 when every check holds, else with 1. With --keep the
page, screenshots at 360 and 1280 pixels and the printed PDF stay in FOLDER.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HOSTILE = (
    "<script>window.jebol=1</script>",
    "</script><script>window.jebol=2</script><!--",
    "<img src=x onerror='window.jebol=3'>",
    "<svg onload='window.jebol=4'><animate onbegin='window.jebol=4'/></svg>",
    "<style>body{display:none}</style><link rel=stylesheet href=https://jahat.invalid/a.css>",
    "<iframe srcdoc='<script>parent.jebol=5</script>'></iframe>",
    "\u202emalik\u202c {{constructor.constructor('window.jebol=6')()}} ${window.jebol=6}",
    "<a href='javascript:window.jebol=7'>klik</a> <meta http-equiv=refresh content='0;url=https://jahat.invalid'>",
    "<!--<script> ]]> \u2028 \u2029 \x00 \x1b[31m &lt;b&gt;",
)
LINKS = (
    "javascript:window.jebol=8", "data:text/html,<script>window.jebol=9</script>", "https://contoh.invalid/\"onclick=\"x",
    "vbscript:x", "//jahat.invalid/x", "https://contoh.invalid/pos/1",
)  # fmt: skip
# From navigation to the first page of posts, in seconds: what the report promises.
LIMIT = 3.0


def detail(status: str, score: float, spans: list[tuple[int, int, str]], signals: list[str]) -> dict[str, Any]:
    """Return the `netral` object of one post."""
    flagged = status != "netral"
    rule = {
        "id": "skb-d2", "nama": "Sosialisasi atau kampanye calon di media sosial", "jalur": "disiplin",
        "tanda": "terverifikasi", "pendamping": False, "pihak": "pegawai", "sinyal": signals, "syarat": ["pelaku"],
    }  # fmt: skip
    return {
        "versi": 1, "status": status, "skor": score, "sinyal": [{"id": s, "skor": score} for s in signals],
        "konteks": "" if flagged else "berita",
        "bukti": [{"awal": a, "akhir": b, "teks": t, "sinyal": signals[:1], "isyarat": []} for a, b, t in spans],
        "objek": ["<b>Paslon</b> & 2"] if flagged else [], "bingkai": [], "fase": "kampanye", "pemilihan": "",
        "pelaku": "", "aturan": [rule] if flagged else [], "jalur": ["disiplin"] if flagged else [],
        "perlu_verifikasi": [{"id": "kepemilikan_akun", "perihal": "Kepemilikan akun"}] if flagged else [],
    }  # fmt: skip


def write_result(path: Path, posts: int) -> None:
    """Write a result of `posts` findings, the hostile ones strongest, and as many neutral posts."""
    with path.open("w", encoding="utf-8") as out:
        for n in range(2 * posts):
            flagged = n % 2 == 0
            k = n // 2
            if flagged and k < len(HOSTILE):
                text, quote = f"{HOSTILE[k]} coblos nomor 2", "coblos nomor 2"
            else:
                text = f"Pos ke-{n} ayo menangkan paslon nomor 2 demi daerah kita, jangan lupa tanggal 27 ya kawan " * 3
                quote = "menangkan paslon nomor 2"
            at = text.index(quote) if flagged else 0
            status = ("indikasi" if k % 3 == 0 or k < len(HOSTILE) else "tinjau") if flagged else "netral"
            score = 0.999 if k < len(HOSTILE) else round(0.95 - 0.5 * k / posts, 4)
            own = detail(
                status, score if flagged else 0.1, [(at, at + len(quote), quote)] if flagged else [],
                [("ajakan", "dukungan", "tagar")[k % 3]] if flagged else [],
            )  # fmt: skip
            row = {
                "id": f"185{n:012d}", "tanggal": f"2024-{9 + k % 3:02d}-{1 + k % 28:02d}T10:00:00+07:00",
                "akun": HOSTILE[k % 3] if k < len(HOSTILE) else f"@akun{k % 997}", "teks": text,
                "tautan": LINKS[k % len(LINKS)] if k < len(HOSTILE) else f"https://x.com/a/status/{n}",
                "netral": own,
            }  # fmt: skip
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


class Browser:
    """Chromium, driven over its debugging pipe."""

    def __init__(self, program: str, profile: str) -> None:
        command_read, self._write = os.pipe()
        self._read, reply_write = os.pipe()
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe")
        # Chromium takes commands at 3 and answers at 4.
        shell = ["sh", "-c", f'exec 8<&{command_read} 9>&{reply_write}; exec "$@" 3<&8 4>&9', "sh"]
        self._process = subprocess.Popen(
            [*shell, program, *flags, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(command_read, reply_write), stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(command_read)
        os.close(reply_write)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            data = os.read(self._read, 1 << 20)
            if not data:
                raise RuntimeError("Chromium berhenti")
            self._buffer += data
        raw, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        return message

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method and return its result; events that come meanwhile are kept."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            reply = self._message()
            if reply.get("id") == self._number:
                if "error" in reply:
                    raise RuntimeError(f"{method}: {reply['error']}")
                result: dict[str, Any] = reply["result"]
                return result
            self.events.append(reply)

    def run(self, script: str) -> Any:
        """Return the value of a script in the page; promises are awaited."""
        found = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def until(self, script: str, seconds: float) -> float:
        """Wait until a script gives true and return how long it took; raises `TimeoutError`."""
        begun = time.monotonic()
        while not self.run(script):
            if time.monotonic() - begun > seconds:
                raise TimeoutError(script)
            time.sleep(0.02)
        return time.monotonic() - begun

    def close(self) -> None:
        """End Chromium."""
        os.write(self._write, json.dumps({"id": 0, "method": "Browser.close"}).encode() + b"\0")
        self._process.wait(timeout=20)


class Checks:
    """Says each check and remembers those that failed."""

    def __init__(self) -> None:
        self.failed = 0

    def __call__(self, name: str, good: bool, note: object = "") -> None:
        """Say one check."""
        self.failed += not good
        print(f"{'baik ' if good else 'GAGAL'} {name} {note}", flush=True)


def total(browser: Browser) -> int:
    """Return the number of posts that the filters let through, as the page says it."""
    return int(browser.run("document.getElementById('halaman').textContent.split(':')[1].replace(/[^0-9]/g, '')"))


def change(browser: Browser, identifier: str, value: str, event: str = "change") -> None:
    """Set a field of the page as a user would."""
    browser.run(
        f"(() => {{ const f = document.getElementById({identifier!r}); f.value = {value!r};"
        f" f.dispatchEvent(new Event({event!r})); }})()"
    )
    if event == "input":
        time.sleep(0.5)


def examine(browser: Browser, page: Path, posts: int, check: Checks) -> None:
    """Open the page and check everything."""
    browser.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
    begun = time.monotonic()
    browser.call("Page.navigate", url=page.as_uri())
    browser.until("!!document.querySelector('#daftar-pos article')", 60)
    first = time.monotonic() - begun
    browser.until("document.getElementById('daftar-pos').dataset.siap === 'ya'", 60)
    check("halaman pertama tampil", first < LIMIT, f"{first:.2f} dtk")
    whole = time.monotonic() - begun
    check("semua pos siap disaring", whole < LIMIT, f"{whole:.2f} dtk, {page.stat().st_size / 1e6:.1f} MB")
    check("semua temuan ada", total(browser) == posts, total(browser))
    check("25 pos per halaman", browser.run("document.querySelectorAll('article').length") == 25)
    marks = browser.run("[...document.querySelectorAll('article')].map(a => a.querySelector('mark').textContent)")
    check("bukti disorot", marks[0] == "coblos nomor 2" and len(marks) == 25, marks[0])
    check(
        "teks jahat tampil apa adanya",
        browser.run(
            f"[...document.querySelectorAll('article .teks')].some(t => t.textContent.includes({HOSTILE[0]!r}))"
        ),
    )
    check(
        "tidak ada unsur dari pos",
        browser.run(
            "document.querySelectorAll('article script, article img, article svg, article style, article iframe,"
            " article link, article meta, article object').length"
        )
        == 0,
    )
    links = browser.run("[...document.querySelectorAll('a')].map(a => a.href)")
    bad = [link for link in links if not link.startswith(("https://", "http://", page.as_uri()))]
    check("tidak ada tautan yang menjalankan sesuatu", not bad, bad)


def use(browser: Browser, posts: int, check: Checks) -> None:
    """Page, filter, search and sort as a user would."""
    browser.run("document.getElementById('sesudah').click()")
    check("halaman kedua", "2" in browser.run("document.getElementById('halaman').textContent").split("dari")[0])
    change(browser, "saring-status", "0")
    indikasi = total(browser)
    kinds = browser.run("[...new Set([...document.querySelectorAll('article .lencana')].map(e => e.textContent))]")
    check("saringan status", 0 < indikasi < posts and kinds == ["indikasi"], indikasi)
    change(browser, "saring-status", "")
    change(browser, "cari", "185000000001000 kawan", "input")
    check("pencarian", total(browser) == 1, total(browser))
    change(browser, "cari", "AKUN11", "input")
    check("pencarian akun tanpa beda huruf", 0 < total(browser) < posts, total(browser))
    change(browser, "cari", "tidak-akan-ada", "input")
    check("pencarian tanpa hasil", total(browser) == 0)
    browser.run("document.getElementById('hapus').click()")
    check("saringan dihapus", total(browser) == posts)
    change(browser, "per-halaman", "100")
    check("100 pos per halaman", browser.run("document.querySelectorAll('article').length") == 100)
    change(browser, "urut", "baris")
    check(
        "urut menurut baris",
        browser.run("document.querySelector('article .kepala').textContent").count("185000000000000"),
    )


def attack(browser: Browser, check: Checks) -> None:
    """Make sure that nothing ran or was asked for, and that the page's policy would have stopped it."""
    check("tidak ada yang jebol", browser.run("window.jebol === undefined"))
    injected = browser.run(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.jebol = 99';"
        " document.body.append(s); const d = document.createElement('div');"
        ' d.innerHTML = \'<img src=x onerror="window.jebol=98"><b style="color:red">x</b>\'; document.body.append(d);'
        " return new Promise(r => setTimeout(() => r([window.jebol === undefined,"
        " getComputedStyle(d.querySelector('b')).color !== 'rgb(255, 0, 0)']), 400)); })()"
    )
    check("CSP menolak skrip dan gaya asing", injected == [True, True], injected)
    asked = {e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"}
    remote = [url for url in asked if not url.startswith(("file:", "about:", "data:"))]
    check("tidak ada yang diminta dari jaringan", not remote, remote)
    dialogs = [e for e in browser.events if e.get("method") == "Page.javascriptDialogOpening"]
    check("tidak ada dialog", not dialogs)
    change(browser, "per-halaman", "25")
    browser.run("document.getElementById('hapus').click()")
    for width in (360, 1280):
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        wide = browser.run("document.documentElement.scrollWidth")
        check(f"lebar {width} tanpa geser ke samping", wide <= width, wide)


def pictures(browser: Browser, folder: Path) -> None:
    """Keep screenshots and the printed page."""
    for width in (360, 1280):
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        shot = browser.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        (folder / f"laporan-{width}.png").write_bytes(base64.b64decode(shot["data"]))
    printed = browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
    (folder / "laporan.pdf").write_bytes(base64.b64decode(printed["data"]))


def main() -> int:
    """Build a result, report it, open the page and check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=50_000)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome") or "chromium")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    check = Checks()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result, page = Path(temporary) / "hasil.jsonl", (folder / "laporan.html").resolve()
        write_result(result, options.posts)
        begun = time.monotonic()
        command = [sys.executable, "-m", "netral_cli", "report", str(result), "-o", str(page)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        print(f"laporan dibuat dalam {time.monotonic() - begun:.1f} dtk dari {2 * options.posts} pos")
        browser = Browser(options.chromium, str(Path(temporary) / "profil"))
        try:
            examine(browser, page, options.posts, check)
            use(browser, options.posts, check)
            attack(browser, check)
            if options.keep:
                pictures(browser, folder)
        finally:
            browser.close()
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
