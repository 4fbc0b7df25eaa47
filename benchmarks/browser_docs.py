"""Opens the built documentation from its folder in headless Chromium: search works without a server, nothing is fetched.

    make docs && python benchmarks/browser_docs.py [--chromium PATH]

Needs Chromium (Debian: `apt-get install chromium`). Ends with 0 when every check holds, else with 1.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from browser_report import Browser, Checks

SITE = Path(__file__).resolve().parent.parent / "site"
# What is looked for, and a page that must be among the answers.
WORDS = {"retensi": "etika", "CrowdTangle": "ekspor", "pseudonym": "perintah", "gemoy": "", "formulir": "laporan"}


def search(browser: Browser, words: str) -> list[str]:
    """Return the addresses of the pages that the site's search finds."""
    browser.run(
        "(() => { const f = document.querySelector('input[data-md-component=search-query]'); f.focus();"
        f" f.value = {words!r}; f.dispatchEvent(new Event('input', {{bubbles: true}}));"
        " f.dispatchEvent(new KeyboardEvent('keyup', {bubbles: true})); })()"
    )
    try:
        browser.until("document.querySelectorAll('.md-search-result__item a').length > 0", 5)
    except TimeoutError:
        return []
    found: list[str] = browser.run("[...document.querySelectorAll('.md-search-result__item a')].map(a => a.href)")
    return found


def main() -> int:
    """Check the site."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome") or "chromium")
    options = parser.parse_args()
    check = Checks()
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(options.chromium, folder)
        try:
            for words, page in WORDS.items():
                browser.call("Page.navigate", url=(SITE / "index.html").as_uri())
                browser.until("!!document.querySelector('input[data-md-component=search-query]')", 20)
                browser.until("document.readyState === 'complete'", 20)
                found = search(browser, words)
                good = any(f"/{page}.html" in address for address in found) if page else not found
                check(f"cari {words!r}", good, f"{len(found)} jawaban")
            asked = [
                e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"
            ]
            remote = [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))]
            check("tidak ada yang diminta dari jaringan", not remote, remote)
            for width in (360, 1280):
                browser.call(
                    "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
                )
                browser.call("Page.navigate", url=(SITE / "laporan.html").as_uri())
                browser.until("document.readyState === 'complete'", 20)
                wide = browser.run("document.documentElement.scrollWidth")
                check(f"lebar {width} tanpa geser ke samping", wide <= width, wide)
        finally:
            browser.close()
    print("semua baik" if not check.failed else f"{check.failed} gagal")
    return int(check.failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
