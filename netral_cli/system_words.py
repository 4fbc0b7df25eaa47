"""What the system says when it refuses something, in the language in use: Python has these words in English only."""

from __future__ import annotations

import errno
import sqlite3

from netral_cli.language import N_, _

# Names, since not every system has every error.
_ERRORS = {
    "ENOENT": N_("berkas atau folder tidak ada"),
    "EACCES": N_("izin ditolak"),
    "EPERM": N_("tindakan tidak diizinkan"),
    "EISDIR": N_("ini folder"),
    "ENOTDIR": N_("sebagian jalurnya bukan folder"),
    "EEXIST": N_("sudah ada"),
    "ENOTEMPTY": N_("foldernya tidak kosong"),
    "ENOSPC": N_("cakram penuh"),
    "EDQUOT": N_("kuota cakram habis"),
    "EFBIG": N_("berkas terlalu besar untuk sistem berkas ini"),
    "EROFS": N_("sistem berkas hanya dapat dibaca"),
    "EIO": N_("kesalahan baca atau tulis pada cakram"),
    "EBUSY": N_("sedang dipakai"),
    "ETXTBSY": N_("sedang dipakai"),
    "EMFILE": N_("terlalu banyak berkas terbuka"),
    "ENFILE": N_("terlalu banyak berkas terbuka"),
    "ENAMETOOLONG": N_("nama terlalu panjang"),
    "ELOOP": N_("tautan berputar-putar"),
    "EXDEV": N_("lain cakram"),
    "ESTALE": N_("berkas di jaringan sudah tidak ada"),
    "EINVAL": N_("nilai tidak sah"),
    "ENOMEM": N_("memori habis"),
    "EADDRINUSE": N_("alamat sudah dipakai"),
    "EADDRNOTAVAIL": N_("alamat tidak ada di komputer ini"),
    "ECONNREFUSED": N_("sambungan ditolak"),
    "ECONNRESET": N_("sambungan terputus"),
    "ETIMEDOUT": N_("waktu tunggu habis"),
    "EHOSTUNREACH": N_("alamat tidak dapat dijangkau"),
    "ENETUNREACH": N_("jaringan tidak dapat dijangkau"),
}
_BY_NUMBER = {getattr(errno, name): words for name, words in _ERRORS.items() if hasattr(errno, name)}
_DATABASE = {
    sqlite3.SQLITE_FULL: N_("cakram penuh"),
    sqlite3.SQLITE_CANTOPEN: N_("tidak dapat dibuka"),
    sqlite3.SQLITE_READONLY: N_("hanya dapat dibaca"),
    sqlite3.SQLITE_BUSY: N_("sedang dipakai"),
    sqlite3.SQLITE_LOCKED: N_("sedang dipakai"),
    sqlite3.SQLITE_IOERR: N_("kesalahan baca atau tulis pada cakram"),
    sqlite3.SQLITE_CORRUPT: N_("isinya rusak"),
    sqlite3.SQLITE_NOTADB: N_("bukan basis data SQLite"),
    sqlite3.SQLITE_PERM: N_("izin ditolak"),
    sqlite3.SQLITE_TOOBIG: N_("isinya terlalu besar"),
}


def reason(problem: BaseException) -> str:
    """Return why the system, SQLite, or a library that hands on the system's error, refused something.

    Errors without words here are told in their own.
    """
    if isinstance(problem, sqlite3.Error):
        # The lowest byte is the kind of the error, the others tell more of it.
        known = _DATABASE.get(getattr(problem, "sqlite_errorcode", 0) & 0xFF)
        return str(problem) if known is None else _(known)
    inner = problem if isinstance(problem, OSError) else next(iter(problem.args), None)
    if not isinstance(inner, OSError):
        return str(problem)
    known = _BY_NUMBER.get(inner.errno or 0)
    return _(known) if known is not None else str(inner.strerror or inner)
