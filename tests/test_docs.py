"""The documents: every block of code runs or says why not, every command and option exists, every link leads somewhere."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.language import use_language
from netral_cli.posts.output import COLUMNS
from netral_cli.review.decision import Label
from netral_cli.review.store import Store
from netral_cli.review.workbook import write_workbook
from tests.review_samples import fill, items

ROOT = Path(__file__).resolve().parent.parent
# aturan.md is written by `netral rules doc` and tested there; the corpus has its own tests.
PAGES = sorted([*ROOT.glob("README*.md"), *(p for p in (ROOT / "docs").glob("*.md") if p.name != "aturan.md")])
# Made from the program while the site is built (scripts/situs.py).
GENERATED = {"perintah.md"}
RUN, PARSED, SHOWN = ("sh", "python"), ("toml", "json"), ("text", "powershell")


@dataclass(frozen=True)
class Block:
    """A block of code; `skipped` is the reason why it is not run, from the comment `<!-- lewati: ... -->` before it."""

    page: str
    line: int
    kind: str
    text: str
    skipped: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(path: Path) -> Iterator[Block]:
    """Return the blocks of a page; raises where one is not fenced, is not closed or does not name its language."""
    lines = path.read_text(encoding="utf-8").splitlines()
    name, at = str(path.relative_to(ROOT)), 0
    while at < len(lines):
        line = lines[at]
        if re.match(r" {4}\S", line) and not lines[at - 1].strip() and not re.search(r"^\s*([-*]|\d+\.) ", line):
            inside_list = any(re.match(r"([-*]|\d+\.) ", earlier) for earlier in lines[max(at - 12, 0) : at])
            assert inside_list, f"{name}:{at + 1}: code must stand between fences with its language"
        if not line.startswith("```"):
            at += 1
            continue
        kind = line[3:].strip()
        end = next(k for k in range(at + 1, len(lines)) if lines[k] == "```")
        reason = re.fullmatch(r"<!-- lewati: (.+) -->", lines[at - 1]) if at else None
        assert kind in (*RUN, *PARSED, *SHOWN), f"{name}:{at + 1}: unknown language {kind!r}"
        yield Block(name, at + 1, kind, "\n".join(lines[at + 1 : end]), reason[1] if reason else "")
        at = end + 1


BLOCKS = [block for path in PAGES for block in blocks_of(path)]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the documents speak of."""
    folder = tmp_path_factory.mktemp("dokumen")
    sample = ROOT / "data" / "contoh" / "pos.csv"
    for name in ("ekspor.csv", "pos.csv", "posts.csv", "POSTS.csv"):
        shutil.copy(sample, folder / name)
    (folder / "kunci.txt").write_text("0f" * 32, encoding="utf-8")
    _write_labelled(folder / "label.csv")
    shutil.copytree(ROOT / "data" / "profil", folder / "profil")
    (folder / "folder-ekspor").mkdir()
    (profile,) = [block.text for block in BLOCKS if block.page == "docs/profil.md" and block.kind == "toml"]
    (folder / "kabupaten-saya.toml").write_text(profile, encoding="utf-8")
    for out in ("januari.xlsx", "catatan.xlsx", "februari.jsonl", "folder-ekspor/maret.csv", "hasil.jsonl"):
        netral("classify", str(folder / "pos.csv"), "-o", str(folder / out), folder=folder)
    for made in ("januari.xlsx", "catatan.xlsx", "februari.jsonl", "folder-ekspor/maret.csv"):
        (folder / f"{made}.manifest.json").unlink()
    for name, number in (("antrean-ani.xlsx", 5),):
        write_workbook(folder / name, items(number))
        fill(folder / name, [{"status": "ya", "sinyal_1": "ajakan"}, {"status": "tidak", "konteks": "berita"}])
    store = Store(folder / "budi.db", items(5))
    store.decide(0, Label("ya", ("foto",)), "")
    store.close()
    return folder


def _write_labelled(path: Path) -> None:
    """Write labelled posts that the shipped model has not learnt from, some for training and every fourth scene for testing."""
    rows: list[dict[str, str]] = []
    for name in ("awal", "pilkada-2", "sehari-hari"):
        with (ROOT / "data" / "korpus" / f"{name}.csv").open(encoding="utf-8", newline="") as source:
            rows += [row for row in csv.DictReader(source) if row["split"] == "uji"]
    scenes = {scene: number for number, scene in enumerate(dict.fromkeys(row["group"] for row in rows))}
    for row in rows:
        row["split"] = "latih" if scenes[row["group"]] % 4 else "uji"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def netral(*arguments: str, folder: Path) -> None:
    """Run a command in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(cli, list(arguments))
    use_language("id")
    assert result.exit_code == 0, f"netral {' '.join(arguments)}\n{result.output}\n{result.exception!r}"


def commands(text: str) -> Iterator[str]:
    """Return the commands of a shell block, continued lines joined."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.removeprefix("$ ")


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.kind in RUN and not b.skipped], ids=str)
def test_blocks_run(block: Block, prepared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kerja"
    shutil.copytree(prepared, folder)
    if block.kind == "python":
        done = subprocess.run(
            [sys.executable, "-c", block.text],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return
    for command in commands(block.text):
        if command.startswith("netral ") and not re.search(r"[|<>]|\$\(", command):
            netral(*shlex.split(command, comments=True)[1:], folder=folder)
            continue
        program = f"PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH; {command}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", program], cwd=folder, capture_output=True, text=True, encoding="utf-8",
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stderr}"


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.kind in PARSED], ids=str)
def test_data_in_the_documents_can_be_read(block: Block) -> None:
    assert tomllib.loads(block.text) if block.kind == "toml" else json.loads(block.text)


def test_every_block_that_is_not_run_says_why() -> None:
    skipped = {str(block): block.skipped for block in BLOCKS if block.skipped}
    assert all(len(reason.split()) >= 4 for reason in skipped.values()), skipped
    assert not [b for b in BLOCKS if b.skipped and b.kind not in RUN]
    # More than a few exceptions would be no test.
    assert len(skipped) <= 16 and len([b for b in BLOCKS if b.kind in RUN]) > 2 * len(skipped), skipped


def named_commands() -> Iterator[tuple[str, list[str]]]:
    """Return where, and the words of, every command of the program that a document names."""
    for block in BLOCKS:
        if block.kind in (*RUN, "powershell") and block.kind != "python":
            for line in commands(block.text):
                for piece in re.split(r" [|;&]+ ", line.split(" #")[0]):
                    words = shlex.split(piece.replace("\\", "/"))
                    if words and words[0].endswith("netral"):
                        yield str(block), words[1:]
    for path in PAGES:
        for quoted in re.findall(r"`netral ([a-z][^`]*)`", path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT)), shlex.split(quoted)


def test_every_command_and_option_in_the_documents_exists() -> None:
    found = list(named_commands())
    assert len(found) > 40
    for place, words in found:
        command: click.Command = cli
        context = click.Context(cli, info_name="netral")
        rest = list(words)
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            if rest[0].isupper():
                break
            below = command.get_command(context, rest[0])
            assert below is not None, f"{place}: netral {' '.join(words)}: there is no command {rest[0]!r}"
            command, context = below, click.Context(below, info_name=rest.pop(0), parent=context)
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        known |= {"--help", "-h", "--version", "--lang"}
        for option in (word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)):
            assert option in known, f"{place}: netral {' '.join(words)}: there is no option {option}"


def all_options() -> set[str]:
    """Return every option of every command."""
    out: set[str] = set()

    def walk(command: click.Command, context: click.Context) -> None:
        out.update(name for parameter in command.params for name in parameter.opts)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                walk(below, click.Context(below, info_name=name, parent=context))

    walk(cli, click.Context(cli, info_name="netral"))
    return out | {"--help", "--version", "--lang", "--verbose"}


def test_options_that_are_named_alone_exist() -> None:
    known = all_options()
    foreign = {
        "--nthreads",
        "--nworkers",
        "--group",
        "--editable",
        "--upgrade",
        "--chromium",
        "--keep",
        "--pandas",
        "--report",
        "--strict",
    }
    for path in PAGES:
        for option in re.findall(r"`(--[a-z][a-z-]*)", path.read_text(encoding="utf-8")):
            assert option in known | foreign, f"{path.name}: {option}"


def anchors(path: Path) -> set[str]:
    """Return the anchors of the headings of a page."""
    out = set()
    for title in re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()
        out.add(re.sub(r"[\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip()))
    return out | set(re.findall(r'<a id="([^"]+)">', path.read_text(encoding="utf-8")))


def test_links_inside_the_repository_lead_somewhere() -> None:
    everywhere = [*PAGES, *ROOT.glob("*.md"), *(ROOT / "data").glob("*.md"), ROOT / "docs" / "aturan.md"]
    for path in dict.fromkeys(everywhere):
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for address in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", address):
                continue
            name, _, anchor = address.partition("#")
            target = (path.parent / name).resolve() if name else path
            if target.name in GENERATED and target.parent == ROOT / "docs":
                continue
            assert target.exists(), f"{path.relative_to(ROOT)}: {address}"
            assert not anchor or anchor in anchors(target), f"{path.relative_to(ROOT)}: {address}"


def test_every_page_has_its_place_in_the_site() -> None:
    places = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert len(places) == len(set(places))
    assert not pages - set(places), "new pages need a line under nav in mkdocs.yml"
    assert set(places) - pages == GENERATED


def test_figures_of_the_readme_are_those_of_the_page_they_come_from() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    quoted = re.findall(r"<!-- angka: (\S+) -->\n(.*?)\n\n", text, re.DOTALL)
    assert quoted
    for source, paragraph in quoted:
        page = (ROOT / source).read_text(encoding="utf-8")
        figures = re.findall(r"\d+\.\d+", paragraph)
        assert figures and not [figure for figure in figures if figure not in page]


def test_the_columns_are_all_described() -> None:
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    assert not [name for name in COLUMNS if f"`{name}`" not in page]
