"""Checks an installation: what is there, what is wrong, and what mends it.

Each check gives one line and never raises: what it cannot find out is itself a finding.
"""

from __future__ import annotations

import locale
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

from netral_cli import __version__
from netral_cli.errors import NetralError
from netral_cli.language import N_, _, language
from netral_cli.system_words import reason

OK, WARNING, PROBLEM = "ok", "peringatan", "masalah"
STATES = (N_("ok"), N_("peringatan"), N_("masalah"))
PACKAGE = "netral-cli"
# Extra -> the modules it brings, and what works without it no longer.
EXTRAS = {
    "parquet": (("pyarrow",), N_("berkas Parquet")),
    "dask": (("dask", "distributed", "fsspec"), N_("--engine dask dan berkas jauh")),
    "report": (("vl_convert",), N_("grafik di laporan HTML")),
    "review": (("bottle",), N_("netral review serve")),
}
_LOWEST_PYTHON = (3, 11)
_FREE = 500_000_000
_SAMPLE = "Ayo menangkan paslon nomor 2, coblos Prabowo Gibran!"


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found.

    code: fixed name of the check; state: one of `STATES`; said: what was found; mend: what to do, or empty
    """

    code: str
    state: str
    said: str
    mend: str = ""

    def as_data(self) -> dict[str, str]:
        """Return the check as it stands in JSON."""
        return {"kode": self.code, "keadaan": self.state, "keterangan": self.said, "perbaikan": self.mend}


def installed(name: str) -> str | None:
    """Return the version of an installed package, None when it is not there."""
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])


def fits(version: str, wanted: str) -> bool:
    """Say whether a version satisfies a requirement of `>=`, `<` and the like, such as `<9,>=8.1.7`."""
    mine = (*_numbers(version), 0, 0, 0)[:3]
    for sign, bound in re.findall(r"(>=|<=|==|!=|<|>)\s*([\w.]+)", wanted):
        other = (*_numbers(bound), 0, 0, 0)[:3]
        kept = {
            ">=": mine >= other, "<=": mine <= other, "==": mine == other, "!=": mine != other, "<": mine < other,
            ">": mine > other,
        }  # fmt: skip
        if not kept[sign]:
            return False
    return True


def check_python() -> Check:
    """Check the version of Python."""
    said = f"Python {platform.python_version()} ({platform.system()} {platform.machine()}, {sys.executable})"
    if sys.version_info[:2] < _LOWEST_PYTHON:
        return Check("python", PROBLEM, said, _("pasang Python 3.11 atau yang lebih baru"))
    return Check("python", OK, said)


def check_program() -> Check:
    """Check how the program itself is installed."""
    found = installed(PACKAGE)
    said = f"netral {__version__} ({Path(__file__).resolve().parent})"
    mend = _("pasang ulang: pip install --force-reinstall netral-cli")
    if found is None:
        return Check("netral", WARNING, said + _("; tidak dipasang dengan pip"), mend)
    if found != __version__:
        return Check("netral", WARNING, said + _("; pip mencatat versi {version}").format(version=found), mend)
    return Check("netral", OK, said)


def check_packages(find: Callable[[str], str | None] = installed) -> Check:
    """Check that every package the program needs is there in a version it knows."""
    try:
        lines = [line for line in requires(PACKAGE) or [] if "extra ==" not in line]
    except PackageNotFoundError:
        return Check("paket", WARNING, _("daftar paket yang diperlukan tidak ada"), _("pasang dengan pip"))
    wanted = dict(re.findall(r"^([\w.-]+)\s*(.*)$", line)[0] for line in lines)
    found = {name: find(name) for name in wanted}
    missing = [name for name, version in found.items() if version is None]
    strange = [f"{name} {version}" for name, version in found.items() if version and not fits(version, wanted[name])]
    if missing:
        said = _("belum dipasang: {names}").format(names=", ".join(missing))
        return Check("paket", PROBLEM, said, "pip install " + " ".join(f"'{n}{wanted[n]}'" for n in missing))
    if strange:
        said = _("versi yang belum dikenal: {names}").format(names=", ".join(strange))
        mend = "pip install " + " ".join(f"'{n}{w}'" for n, w in wanted.items() if not fits(found[n] or "", w))
        return Check("paket", WARNING, said, mend)
    return Check("paket", OK, ", ".join(f"{name} {version}" for name, version in found.items()))


def _dictionary() -> object:
    """Return what the stemmer keeps its root words in."""
    return import_module("Sastrawi.Dictionary.ArrayDictionary").ArrayDictionary(["kata"]).words


def check_sastrawi(
    find: Callable[[str], str | None] = installed, dictionary: Callable[[], object] = _dictionary
) -> Check:
    """Check that the stemmer is that of PySastrawi: the older package of nearly the same name is far too slow."""
    ours, wrong = find("PySastrawi"), find("Sastrawi")
    mend = "pip uninstall -y Sastrawi && pip install --force-reinstall PySastrawi"
    if wrong is not None:
        said = _("paket Sastrawi {version} menempati folder yang sama dengan PySastrawi dan ratusan kali lebih lambat")
        return Check("sastrawi", PROBLEM, said.format(version=wrong), mend)
    if ours is None:
        return Check("sastrawi", PROBLEM, _("PySastrawi belum dipasang"), "pip install PySastrawi")
    try:
        words = dictionary()
    except Exception as problem:
        said = _("PySastrawi {version} tidak dapat dimuat ({problem})").format(version=ours, problem=repr(problem))
        return Check("sastrawi", PROBLEM, said, mend)
    if isinstance(words, list):
        said = _("PySastrawi {version} tercatat, tetapi berkasnya dari paket Sastrawi yang lama dan lambat")
        return Check("sastrawi", PROBLEM, said.format(version=ours), mend)
    return Check("sastrawi", OK, f"PySastrawi {ours}")


def check_extras(find: Callable[[str], object] = import_module) -> Iterator[Check]:
    """Check which extras are there; one that is there in part is a warning."""
    for name, (modules, purpose) in EXTRAS.items():
        missing = []
        for module in modules:
            try:
                find(module)
            except ImportError:
                missing.append(module)
        command = f"pip install 'netral-cli[{name}]'"
        if not missing:
            yield Check(f"tambahan-{name}", OK, _("{purpose}: terpasang").format(purpose=_(purpose)))
        elif len(missing) == len(modules):
            said = _("{purpose}: tidak terpasang (tidak wajib)").format(purpose=_(purpose))
            yield Check(f"tambahan-{name}", OK, said, command)
        else:
            said = _("{purpose}: kurang {names}").format(purpose=_(purpose), names=", ".join(missing))
            yield Check(f"tambahan-{name}", WARNING, said, command)


def check_streams() -> Check:
    """Check that the terminal and the standard streams can carry Indonesian posts, with their emoji."""
    streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    encodings = {name: str(getattr(stream, "encoding", None) or "-") for name, stream in streams.items()}
    encodings[_("sistem")] = sys.getfilesystemencoding()
    said = ", ".join(f"{name} {encoding}" for name, encoding in encodings.items())
    weak = [name for name, encoding in encodings.items() if encoding.lower().replace("-", "") not in ("utf8", "")]
    if not weak:
        return Check("penyandian", OK, said)
    mend = (
        _("jalankan 'chcp 65001' dan 'set PYTHONUTF8=1', atau tulis hasil ke berkas dengan -o")
        if os.name == "nt"
        else _("setel PYTHONUTF8=1 atau LANG=C.UTF-8, atau tulis hasil ke berkas dengan -o")
    )
    return Check(
        "penyandian", WARNING, said + _("; bukan UTF-8: sebagian huruf dan emoji ditulis sebagai \\u..."), mend
    )


def check_language() -> Check:
    """Tell which language is spoken; a wrong `NETRAL_LANG` ends every command with its own message."""
    place = ".".join(part or "-" for part in locale.getlocale())
    said = _("bahasa pesan {language}, locale sistem {locale}").format(language=language(), locale=place)
    return Check("bahasa", OK, said)


def check_bundle(folder: Path | None = None) -> Check:
    """Check that the model bundle is whole: sizes, kinds and hashes of all its files."""
    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415

    place = folder or shipped_bundle()
    try:
        return Check(
            "bundel", OK, _("{folder}: utuh, versi {version}").format(folder=place, version=load_bundle(place).version)
        )
    except NetralError as problem:
        return Check("bundel", PROBLEM, str(problem), _("pasang ulang: pip install --force-reinstall netral-cli"))


def check_data() -> Check:
    """Check that rules and election profiles can be read."""
    from netral_cli.elections.profile import builtin_profiles  # noqa: PLC0415
    from netral_cli.rules.catalogue import builtin_catalogue  # noqa: PLC0415

    try:
        rules, profiles = len(builtin_catalogue().rules), len(builtin_profiles())
    except (NetralError, OSError) as problem:
        return Check("data", PROBLEM, str(problem), _("pasang ulang: pip install --force-reinstall netral-cli"))
    return Check("data", OK, _("{rules} aturan, {profiles} profil pemilihan").format(rules=rules, profiles=profiles))


def check_cache() -> Check:
    """Check the cache of stems: where it is, its size, and whether it can be written."""
    from netral_cli.text.stem_cache import cache_file  # noqa: PLC0415

    path = cache_file()
    if path is None:
        said = _("simpanan akar kata: tidak dipakai; setiap proses mulai dari awal")
        own = os.environ.get("NETRAL_CACHE") == "-"
        return Check("simpanan", OK if own else WARNING, said, "" if own else _("setel NETRAL_CACHE ke sebuah folder"))
    said = _("simpanan akar kata: {path}").format(path=path)
    if path.is_file():
        said += _(", {size:.1f} MB").format(size=path.stat().st_size / 1e6)
    folder = next(parent for parent in path.parents if parent.exists())
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        said += _("; tidak dapat ditulis ({problem})").format(problem=reason(problem))
        return Check("simpanan", WARNING, said, _("setel NETRAL_CACHE ke folder yang dapat ditulis"))
    return Check("simpanan", OK, said)


def check_temporary() -> Check:
    """Check that temporary files can be written and that there is room for them."""
    mend = _("kosongkan ruang, atau setel TMPDIR ke folder lain")
    try:
        folder = tempfile.gettempdir()
        tempfile.TemporaryFile(dir=folder).close()
        free = shutil.disk_usage(folder).free
    except OSError as problem:
        return Check(
            "sementara",
            PROBLEM,
            _("folder sementara tidak dapat ditulis ({problem})").format(problem=reason(problem)),
            mend,
        )
    said = _("folder sementara {folder}, {free:.1f} GB bebas").format(folder=folder, free=free / 1e9)
    return Check("sementara", OK, said) if free > _FREE else Check("sementara", WARNING, said, mend)


def check_sample() -> Check:
    """Check the whole way: one sample post must be classified as what it plainly is."""
    from netral_cli.engine.setup import RunSetup, classifier_for  # noqa: PLC0415
    from netral_cli.verdict import INDIKASI  # noqa: PLC0415

    status = classifier_for(RunSetup()).classify([_SAMPLE])[0].status
    said = _("pos contoh: {status}").format(status=status)
    if status != INDIKASI:
        return Check("contoh", PROBLEM, said, _("pasang ulang: pip install --force-reinstall netral-cli"))
    return Check("contoh", OK, said)


def _guarded(check: Callable[[], Check]) -> Check:
    """Return what a check finds; where it fails itself, that is the finding."""
    try:
        return check()
    except Exception as problem:
        said = _("pemeriksaan gagal ({problem})").format(problem=repr(problem)[:200])
        return Check(check.__name__.removeprefix("check_"), PROBLEM, said, _("perbaiki masalah di atas dahulu"))


def examine() -> Iterator[Check]:
    """Return the findings of all checks, in the order in which a broken installation is mended."""
    for check in (check_program, check_python, check_packages, check_sastrawi):
        yield _guarded(check)
    yield from check_extras()
    for check in (
        check_streams, check_language, check_temporary, check_cache, check_bundle, check_data, check_sample,
    ):  # fmt: skip
        yield _guarded(check)
