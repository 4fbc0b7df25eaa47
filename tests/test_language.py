"""Indonesian and English: one mechanism, no message left out, and data that is the same in both."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.cli.speech import asked_language
from netral_cli.language import LANGUAGES, N_, N_n, _, _n, speaking, translated, use_language
from netral_cli.rules.actor import actor_name
from netral_cli.rules.phase import Phase, phase_name
from netral_cli.signals.catalogue import contexts, label_name, signals
from tests.untranslated import untranslated

PACKAGE = Path(str(files("netral_cli")))
# Files that hold no messages for people, and why; single texts are in NOT_SHOWN.
NO_MESSAGES = {
    "estimator.py": "what a programmer did wrong, as ValueError in English like those of scikit-learn",
    "posts/presets.py": "column names and products of exports",
    "report/dossier_forms.py": "Bawaslu's forms, which exist in Indonesian only",
    "report/store.py": "SQL, but for what the test of the store shows",
    "review/store.py": "SQL, but for what the tests of the review page show",
    "rules/page.py": "the page of Indonesian law, in Indonesian",
}
NOT_SHOWN = {
    "__init__.py": {"module {} has no attribute {}"},
    "__main__.py": {"netral: {}"},
    # The msgids of Click's own catalogue.
    "cli/__init__.py": {"Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"},
    "cli/classify.py": {"STATUS,..."},
    "cli/completion.py": {
        "SHELL",
        'eval "$(netral completion bash)"',
        'eval "$(netral completion zsh)"',
        "netral completion fish | source",
        "netral completion powershell | Out-String | Invoke-Expression",
    },
    "cli/dossier.py": {"ID", "FOLDER"},
    # The msgid of Click's own catalogue.
    "cli/everywhere.py": {"env var: {var}"},
    "cli/rules.py": {"ID"},
    "cli/verify.py": {"MANIFEST"},
    "elections/profile.py": {"nomor", "jenis", "nomor = {}"},
    "engine/run.py": {"masukan {}"},
    "health.py": {
        "Ayo menangkan paslon nomor 2, coblos Prabowo Gibran!",
        "pip install 'netral-cli[{}]'",
        "pip install PySastrawi",
        "pip install ",
        "pip uninstall -y Sastrawi && pip install --force-reinstall PySastrawi",
        "Python {} ({} {}, {})",
        "netral {} ({})",
        "PySastrawi {}",
    },
    "model/label_cells.py": {"tidak netral", "tanpa sinyal", "tidak melanggar"},
    "model/labelled.py": {"split"},
    "report/charts.py": {"Helvetica, Arial, sans-serif", '<svg class="grafik {}" role="img" aria-label="{}" '},
    "report/dossier.py": {"baris {}"},
    "report/findings.py": {"kolom akun", "kolom id", "kolom tanggal", "kolom tautan", "kolom teks"},
    "report/html.py": {"default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'"},
    "report/run.py": {"kolom teks"},
    "report/summary.py": {"  ... {} (--most, --csv)"},
    "report/terminal.py": {"bold red", "bold yellow", "bold reverse"},
    # Fields of labels and columns, codes of headers.
    "review/decision.py": {"status", "context", "signals"},
    "review/exchange/doccano.py": {"entities"},
    "review/exchange/label_studio.py": {"bukti", "data", "annotations"},
    "review/exchange/prodigy.py": {"answer"},
    "review/exchange/task.py": {"text", "bukti", "label"},
    "review/labelfile.py": {"text", "meta", "bukti"},
    "review/server.py": {
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'",
        "text/css; charset=utf-8",
        "text/javascript; charset=utf-8",
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
    },
    "review/sheet.py": {"no", "status", "konteks"},
    "review/workbook.py": {"Daftar label"},
    "robustness.py": {" Cuaca hari ini cerah."},
    "text/stem_cache.py": {"hash"},
    "toml_places.py": {r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)"},
}


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bahasa", PACKAGE.parent / "scripts" / "bahasa.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BAHASA = _script()
OURS: Catalog = BAHASA.read(BAHASA.OURS)
CLICK: Catalog = BAHASA.read(BAHASA.CLICK)


def _key(message: object) -> str:
    return _texts(message)[0]


def _texts(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value)) if isinstance(value, (tuple, list)) else ()


def _placeholders(text: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


# -- the catalogues ---------------------------------------------------------------------------------------------------


def test_every_message_of_the_code_is_in_english_and_no_other() -> None:
    wanted = {_key(message) for message in BAHASA.extracted(PACKAGE)}
    assert wanted == {_key(m.id) for m in _messages(OURS)}, "jalankan: make locale"
    assert [m.id for m in _messages(OURS) if m.fuzzy or not all(_texts(m.string))] == []


def test_the_same_values_are_filled_into_both_languages() -> None:
    template = [m.id for m in _messages(OURS) if "{identifier}" in str(m.id) and "[[paslon]]" in str(m.id)]
    for message in _messages(OURS):
        if message.id in template:
            tomllib.loads(str(message.string))
        else:
            said = _texts(message.id)[0]
            for text in _texts(message.string):
                assert _placeholders(said) == _placeholders(text), message.id
                assert len(said) - len(said.lstrip()) == len(text) - len(text.lstrip()), message.id


def test_every_message_of_click_is_in_indonesian() -> None:
    wanted = {_key(message) for message in BAHASA.extracted(Path(str(files("click"))))}
    known = {_key(m.id): m for m in _messages(CLICK)}
    assert wanted - known.keys() == set(), "jalankan: make locale"
    for key, message in known.items():
        assert all(_texts(message.string)) and not message.fuzzy, key
        # Click gives singular and plural the same values.
        given = set[str]().union(*map(_placeholders, _texts(message.id)))
        assert set[str]().union(*map(_placeholders, _texts(message.string))) <= given, key


def test_compiled_catalogues_are_those_of_the_text(tmp_path: Path) -> None:
    for path, messages in ((BAHASA.OURS, OURS), (BAHASA.CLICK, CLICK)):
        again = tmp_path / path.parent.parent.name / "LC_MESSAGES" / path.name
        missing = BAHASA.write(BAHASA.updated(messages, {m.id for m in _messages(messages)}), again)
        assert missing == []
        assert again.read_bytes() == path.read_bytes(), f"{path}: jalankan make locale"
        assert again.with_suffix(".mo").read_bytes() == path.with_suffix(".mo").read_bytes(), f"{path}: make locale"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_what_people_are_shown_can_be_translated(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if name in NO_MESSAGES:
        return
    left = [f"{name}:{line}: {text!r}" for line, text in untranslated(path) if text not in NOT_SHOWN.get(name, ())]
    assert left == [], "bungkus dengan _() (atau N_() untuk tetapan); bila tidak ditampilkan, sebut di NOT_SHOWN"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('click.echo("selesai")', ["selesai"]),
        ('click.echo(f"{n} pos dibaca")', ["{} pos dibaca"]),
        ('@click.option("--x", help="apa")\ndef f(): pass', ["apa"]),
        ('raise ReadError(f"{n}: kosong")', ["{}: kosong"]),
        ('notes.append("ada yang hilang")', ["ada yang hilang"]),
        ('return_ = f"baris {n}"', ["baris {}"]),
        ('click.echo(_("selesai"))', []),
        ('NAMES = {"a": N_("dua kata")}', []),
        ('click.echo(_n("dua kata", 2))', []),
        ('"""Two words."""\nassert x, "two words"', []),
        ("page = \"<p class='a b'>{x}</p>\"", []),
    ],
)
def test_text_outside_the_catalogue_is_seen(tmp_path: Path, code: str, found: list[str]) -> None:
    module = tmp_path / "m.py"
    module.write_text(code, encoding="utf-8")
    assert [text for _line, text in untranslated(module)] == found


# -- names in data files ----------------------------------------------------------------------------------------------


def test_signals_contexts_phases_and_actors_have_both_names() -> None:
    for label in (*signals(), *contexts()):
        assert label_name(label.id, "id") == label.nama
        assert label_name(label.id, "en") == label.name
        assert label.nama and label.name and label.nama != label.name
    for phase in Phase:
        assert phase_name(phase, "id") != phase_name(phase, "en")
    use_language("en")
    assert actor_name("kades") == "village head or village official"
    assert actor_name("") == "unknown"
    use_language("id")
    assert actor_name("kades") == "kepala desa atau perangkat desa"


def test_report_words_are_complete_and_filled_in_alike() -> None:
    table = tomllib.loads((PACKAGE / "report" / "templates" / "kata.toml").read_text(encoding="utf-8"))
    for key, words in table.items():
        assert set(words) == set(LANGUAGES), key
        assert _placeholders(words["id"]) == _placeholders(words["en"]), key


# -- which language ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "variable", "found"),
    [
        ([], "", "id"),
        ([], "en", "en"),
        ([], "EN", "en"),
        ([], "fr", "id"),
        (["--lang", "en", "classify", "a.csv"], "", "en"),
        (["classify", "a.csv", "--lang", "en"], "", "en"),
        (["classify", "--lang=en", "a.csv"], "id", "en"),
        (["--lang", "id", "classify"], "en", "id"),
        (["--lang", "en", "classify", "--lang", "id"], "", "id"),
        (["explain", "--", "--lang", "en"], "", "id"),
        (["classify", "--lang"], "", "id"),
        (["--lang", "fr"], "en", "en"),
    ],
)
def test_the_language_is_found_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], variable: str, found: str
) -> None:
    monkeypatch.setenv("NETRAL_LANG", variable)
    assert asked_language(arguments) == found


def test_one_process_may_change_its_language(runner: CliRunner) -> None:
    for name, heading, word in (("id", "Opsi:", "Memeriksa pos"), ("en", "Options:", "Classify the posts")) * 2:
        for arguments in (["--lang", name, "classify", "--help"], ["classify", "--help", "--lang", name]):
            said = runner.invoke(cli, arguments).output
            assert heading in said and word in said


def test_the_variable_is_the_default_and_the_option_wins(runner: CliRunner) -> None:
    assert "Usage:" in runner.invoke(cli, ["--help"], env={"NETRAL_LANG": "en"}).output
    assert "Pemakaian:" in runner.invoke(cli, ["--help", "--lang", "id"], env={"NETRAL_LANG": "en"}).output
    assert "Pemakaian:" in runner.invoke(cli, ["--help"]).output


def test_an_unknown_language_is_refused(runner: CliRunner) -> None:
    for arguments, env in ((["--lang", "fr", "rules", "list"], {}), (["rules", "list"], {"NETRAL_LANG": "fr"})):
        found = runner.invoke(cli, arguments, env=env)
        assert found.exit_code == 2
        assert "'fr' bukan salah satu dari 'id', 'en'" in found.output


def test_the_systems_language_does_not_matter() -> None:
    for own in ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:de", "LC_ALL": "C"}, {"LANG": "id_ID.UTF-8"}):
        base = {k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "LC_ALL", "NETRAL_LANG")}
        for name, words in (("id", "Belum ada argumen"), ("en", "Missing argument")):
            found = subprocess.run(
                [sys.executable, "-m", "netral_cli", "--lang", name, "classify"],
                capture_output=True, encoding="utf-8", env={**base, **own, "PYTHONIOENCODING": "utf-8"}, check=False,
            )  # fmt: skip
            assert found.returncode == 2
            assert words in found.stderr


def test_english_has_a_form_for_one_thing_and_indonesian_has_not() -> None:
    for count, words in ((0, "0 files"), (1, "1 file"), (2, "2 files")):
        assert _n("{count} berkas", count).format(count=count) == f"{count} berkas"
        with speaking("en"):
            assert _n(N_n("{count} berkas"), count).format(count=count) == words


# What these count is several by its nature: fewer are no case for the message.
ALWAYS_SEVERAL = (
    "On {posts} held-out posts", "there are {count} annotations", "{flips} of {posts} posts change", "element {number} holds",
    "{count} of {total} posts are linked", "the archive holds {count} files", "{count} columns do not fit",
    "{posts} labelled posts, {signalled}", "there are {count} candidates",
)  # fmt: skip


def test_english_never_says_one_posts() -> None:
    counted = re.compile(r"\{(count|posts|total|rows|number)\} (?:[a-z-]+ )?(?!is\b|has\b|was\b)[a-z-]+s\b")
    wrong = [m.string for m in _messages(OURS) if isinstance(m.string, str) and counted.search(m.string)]
    assert [text for text in wrong if not any(part in text for part in ALWAYS_SEVERAL)] == [], "pakai _n()"
    for message in _messages(OURS):
        if not isinstance(message.id, str):
            one, several = _texts(message.string)
            assert one != several, message.id


def test_a_message_that_comes_to_have_two_forms_is_still_to_be_translated() -> None:
    old = Catalog("en")
    old.add("{n} kotak", "{n} boxes")
    old.add(("{n} kota", "{n} kota"), ("{n} town", "{n} towns"))
    new = BAHASA.updated(old, {("{n} kotak", "{n} kotak"), ("{n} kota", "{n} kota")})
    assert {_key(m.id): m.string for m in _messages(new)} == {
        "{n} kotak": ("", "{n} boxes"), "{n} kota": ("{n} town", "{n} towns"),
    }  # fmt: skip


def test_messages_are_looked_up_where_they_are_said() -> None:
    use_language("en")
    assert _("tidak ada") == "none"
    with speaking("id"):
        assert _("tidak ada") == "tidak ada"
    assert _("tidak ada") == "none"
    assert translated("tidak ada", "id") == N_("tidak ada") == "tidak ada"
    assert _("kalimat yang tidak ada di katalog") == "kalimat yang tidak ada di katalog"
    assert _("") == ""


# -- what is shown ----------------------------------------------------------------------------------------------------
