"""The review page over HTTP: who may ask, what is said, and that decisions are on the disk before they are answered."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from netral_cli.language import speaking
from netral_cli.review.decision import Label
from netral_cli.review.item import Item, Span
from netral_cli.review.page_data import page_html, post_record
from netral_cli.review.server import ReviewServer, ServerError
from netral_cli.review.serving import open_store
from netral_cli.review.store import Store, StoreError
from netral_cli.review.workbook import write_workbook
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS
from tests.posts_samples import netral
from tests.report_results import post, write_jsonl
from tests.review_samples import HOSTILE, hostile_items, items

YES = {"status": "ya", "sinyal": ["foto"], "konteks": "", "catatan": "<b>&"}


@contextmanager
def served(store: Store, blind: bool = False) -> Iterator[ReviewServer]:
    server = ReviewServer(store, blind=blind)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
        server.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "ani.db", hostile_items())
    yield opened
    opened.close()


@pytest.fixture
def server(store: Store) -> Iterator[ReviewServer]:
    with served(store) as running:
        yield running


def ask(
    server: ReviewServer, path: str, body: object = None, method: str = "", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Ask for a path below the token; a path that begins with / is taken as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    whole = path if path.startswith("/") else "/" + server.address.split("/", 3)[3] + path
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Content-Type": "application/json"} if data is not None else {}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method or ("GET" if data is None else "POST"), whole, data, sent)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def test_only_with_the_token_this_name_and_this_origin(server: ReviewServer) -> None:
    assert ask(server, "")[0] == ask(server, "", Host=f"localhost:{server.port}")[0] == 200
    for path in ("/", "/x/", "/x/antrean", f"/{'a' * 32}/", server.address.split("/", 3)[3]):
        assert ask(server, path if path.startswith("/") else "/" + path[:-2] + "/")[0] == 404
    for host in ("jahat.invalid", f"jahat.invalid:{server.port}", "127.0.0.1", "127.0.0.1:1", ""):
        assert ask(server, "", Host=host)[0] == 403
    assert ask(server, "pos/0", YES, Origin="http://jahat.invalid")[0] == 403
    assert ask(server, "pos/0", YES, Origin="null")[0] == 403
    assert ask(server, "pos/0", YES, Origin=f"http://127.0.0.1:{server.port}")[0] == 200


def test_it_listens_on_this_machine_only(server: ReviewServer) -> None:
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)} - {"127.0.0.1", "::1"}
    for address in [a for a in others if not str(a).startswith("127.")]:
        with pytest.raises(OSError), socket.create_connection((str(address), server.port), timeout=2):
            pass


def test_every_answer_has_its_guards(server: ReviewServer) -> None:
    answers = [ask(server, path) for path in ("", "tinjau.js", "tinjau.css", "antrean", "pos/0", "pos/999", "apa", "/x/")]
    answers += [ask(server, "pos/0", b"rusak"), ask(server, "", Host="x"), ask(server, "pos/0", method="DELETE")]
    assert [status for status, _headers, _body in answers] == [200] * 5 + [404, 404, 404, 400, 403, 405]
    for _status, headers, body in answers:
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")
        assert headers["Cache-Control"] == "no-store" and b"Traceback" not in body


def test_decisions_are_on_the_disk_when_they_are_answered(server: ReviewServer, store: Store) -> None:
    status, _headers, body = ask(server, "pos/2", YES)
    assert status == 200 and json.loads(body)["status"] == "ya"
    other = sqlite3.connect(f"file:{store.path}?mode=ro", uri=True)
    assert other.execute("SELECT nomor, status, sinyal, catatan FROM keputusan").fetchall() == [(2, "ya", "foto", "<b>&")]
    other.close()
    assert json.loads(ask(server, "antrean")[2])[:4] == ["", "", "ya", ""]
    shown = json.loads(ask(server, "pos/2")[2])
    assert (shown["status"], shown["sinyal"], shown["catatan"]) == ("ya", ["foto"], "<b>&")
    ask(server, "pos/2", {"status": "", "sinyal": [], "konteks": "", "catatan": ""})
    assert json.loads(ask(server, "antrean")[2])[2] == ""


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({**YES, "sinyal": ["dukngan"]}, 422, "'dukngan' bukan sinyal"),
        ({**YES, "konteks": "tps"}, 422, "keduanya terisi"),
        ({**YES, "status": "mungkin"}, 422, "bukan status"),
        ({"status": "ya"}, 400, ""),
        ([], 400, ""),
        (b"{", 400, ""),
        (b"[" * 30_000, 400, ""),
        ({**YES, "catatan": "x" * 100_000}, 413, ""),
    ],
)
def test_wrong_decisions_are_not_kept(server: ReviewServer, store: Store, body: object, status: int, words: str) -> None:
    found, _headers, answer = ask(server, "pos/0", body)
    assert found == status and (not words or words in json.loads(answer)["salah"])
    assert store.decisions() == {}


def test_a_form_of_another_page_cannot_post(server: ReviewServer, store: Store) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert ask(server, "pos/0", YES, Content_Type=kind)[0] == 415
    assert store.decisions() == {}


def test_posts_at_once_are_all_kept(server: ReviewServer, store: Store) -> None:
    def decide(number: int) -> None:
        assert ask(server, f"pos/{number}", YES)[0] == 200

    threads = [threading.Thread(target=decide, args=(k,)) for k in range(len(HOSTILE))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(store.decisions()) == set(range(len(HOSTILE)))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_has_no_remote_part_and_a_label_for_every_field() -> None:
    for language in ("id", "en"):
        with speaking(language):
            page = page_html("<script>alert(1)</script>.db")
        assert "$n_" not in page and "<script>alert" not in page
        found = _Tags()
        found.feed(page)
        for tag, attrs in found.tags:
            assert not any(name.startswith("on") or name == "style" for name in attrs), tag
            assert not any(":" in (attrs.get(name) or "") for name in ("src", "href")), tag
        values = {attrs.get("value") for tag, attrs in found.tags if tag == "input" and attrs.get("name")}
        assert values == {"ya", "tidak", "ragu", "lewati", *SIGNAL_IDS, *CONTEXT_IDS}
        keys = [attrs["data-tombol"] for _tag, attrs in found.tags if "data-tombol" in attrs]
        assert len(set(keys)) == len(keys) == 26 and not set(keys) & {"u", "m", "g"}
        assert page.count("<label") == 26 + 2 and f'lang="{language}"' in page


def test_posts_come_as_pieces_that_make_up_the_text() -> None:
    for item in hostile_items():
        record = post_record(item, None, blind=False)
        shown = "".join(piece[0] for piece in record["bagian"])
        assert len(shown) == len(item.text) and not any(c < " " and c not in "\t\n\r" for c in shown)
        assert next(piece[0] for piece in record["bagian"] if len(piece) == 2) == shown[:3]
    linked = post_record(Item("1", "x", link="https://x.com/a"), None, blind=False)["fakta"]
    assert [fact for fact in linked if len(fact) == 3] == [["Tautan", "https://x.com/a", "https://x.com/a"]]
    for link in ("javascript:alert(1)", "data:text/html,x", "//jahat", 'https://x"onclick="y', "https://x\njavascript:1"):
        assert all(len(f) == 2 for f in post_record(Item("1", "x", link=link), None, blind=False)["fakta"])


def test_a_blind_page_says_nothing_of_the_program(store: Store) -> None:
    with served(store, blind=True) as server:
        record = json.loads(ask(server, "pos/0")[2])
    assert {fact[0] for fact in record["fakta"]} == {"Akun (samaran)", "Id"}
    assert all(len(piece) == 1 for piece in record["bagian"])


def test_a_taken_port_is_said(server: ReviewServer, store: Store) -> None:
    with pytest.raises(ServerError, match=f"port {server.port} tidak dapat dipakai"):
        ReviewServer(store, server.port)


def test_overlapping_evidence_is_shown_once() -> None:
    item = Item("1", "abcdef", spans=(Span(3, 5, ("foto",)), Span(0, 4, ("tagar",)), Span(2, 2)))
    assert [p[0] for p in post_record(item, None, blind=False)["bagian"]] == ["abcd", "e", "f"]


# -- the file of decisions --------------------------------------------------------------------------------------------


def test_which_file_goes_with_which_queue(tmp_path: Path) -> None:
    result, book = tmp_path / "h.jsonl", tmp_path / "a.xlsx"
    result.write_text("{}\n", encoding="utf-8")
    write_workbook(book, items(3))

    def never() -> list[Item]:
        raise AssertionError

    file = tmp_path / "ani.db"
    open_store(result, file, lambda: items(2)).close()
    again = open_store(result, file, never)
    assert len(again.items) == 2
    again.close()
    with pytest.raises(StoreError, match=r"berisi antrean dari h\.jsonl"):
        open_store(book, file, never)
    other = open_store(book, tmp_path / "b.db", never)
    assert list(other.items) == items(3)
    other.close()
    direct = open_store(tmp_path / "b.db", tmp_path / "b.db.db", never)
    assert direct.path == tmp_path / "b.db"
    direct.close()


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("bukan", encoding="utf-8")
    with pytest.raises(StoreError, match="bukan berkas keputusan"):
        Store(path, items(1))
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(StoreError, match="bukan berkas keputusan netral versi 1"):
        Store(path)
    with pytest.raises(StoreError, match="tidak ditemukan"):
        Store(tmp_path / "tidak-ada.db")


def test_the_file_is_whole_on_its_own_while_the_page_runs(store: Store, tmp_path: Path) -> None:
    store.decide(0, Label("ya"), "")
    assert [path.name for path in tmp_path.iterdir()] == ["ani.db"]
    copy = tmp_path / "salinan.db"
    copy.write_bytes(store.path.read_bytes())
    other = Store(copy)
    assert other.decisions()[0].label == Label("ya") and other.items == store.items
    other.close()


def test_a_killed_program_loses_nothing(tmp_path: Path) -> None:
    rows = [post(f"kabar{k} kampung{k * 7} ayo pilih", "tinjau", "ayo pilih", identifier=str(k)) for k in range(9)]
    result, file = write_jsonl(tmp_path / "h.jsonl", rows), tmp_path / "ani.db"
    command = [sys.executable, "-m", "netral_cli", "review", "serve", str(result), "--db", str(file), "--no-browser"]
    for number in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            host, _slash, path = address.removeprefix("http://").partition("/")
            connection = http.client.HTTPConnection(host, timeout=10)
            body = json.dumps({**YES, "catatan": f"ke-{number}"})
            connection.request("POST", f"/{path}pos/{number}", body, {"Content-Type": "application/json"})
            assert connection.getresponse().status == 200
            connection.close()
            process.kill()
    store = Store(file)
    assert {n: d.note for n, d in store.decisions().items()} == {0: "ke-0", 1: "ke-1"}
    store.close()
    assert "2 baris baru" in netral("review", "merge", file, "--into", tmp_path / "label.csv")[1]


def test_ctrl_c_ends_it_and_says_how_to_go_on(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", items(3))
    command = [sys.executable, "-m", "netral_cli", "review", "serve", str(tmp_path / "a.xlsx"), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=20)
    assert process.returncode == 0 and "netral review merge" in err and "Traceback" not in err


def test_without_bottle_it_says_what_to_install(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bottle", None)
    with pytest.raises(ServerError, match=r"pip install 'netral-cli\[review\]'"):
        ReviewServer(store)


def test_wrong_use(tmp_path: Path) -> None:
    code, _out, err = netral("review", "serve", tmp_path / "tidak-ada.jsonl", "--no-browser")
    assert code == 1 and "berkas tidak ditemukan" in err and not list(tmp_path.iterdir())
    assert netral("review", "serve", tmp_path / "x", "--port", 99_999)[0] == 2


def test_the_answer_of_any_kind_is_json(server: ReviewServer) -> None:
    record: Any = json.loads(ask(server, "pos/0")[2])
    assert set(record) == {"bagian", "fakta", "status", "sinyal", "konteks", "catatan", "waktu"}
