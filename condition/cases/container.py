"""The ZIP file of a package: written in one form only, so that every byte of it can be proved.

A ZIP has room for much that no checksum inside it covers: times, attributes, comments, bytes between entries. So a
package is written as plainly as the format allows [1]_ (stored, sorted, 1980-01-01, mode 644, ASCII names, nothing else),
and `open_container` compares the whole structure with that form. As nothing is compressed, no entry can grow on reading.
Where sizes or places need more than 32 bits, and only there, the fields of ZIP64 stand, so that there is still one form.

References
----------
.. [1] APPNOTE.TXT, .ZIP File Format Specification, version 6.3.3, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from condition.cases.custody import Problem
from condition.errors import PackageError

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_64 = struct.Struct("<4sIQI")
_VERSION, _VERSION_64, _UNIX, _FIRST_DAY, _MODE = 20, 45, 3 << 8, 0x21, (stat.S_IFREG | 0o644) << 16
#: What stands in a field whose value is in a field of ZIP64.
_IN_64, _IN_64_SHORT = 0xFFFFFFFF, 0xFFFF
#: From here on a size, a place or a number of entries is written as ZIP64 does.
LARGE_BYTES = 0xFFFFFFFF
LARGE_ENTRIES = 0xFFFF
_CHUNK = 1 << 20
#: Names of a package: plain letters, so that every system and every tool reads the same name.
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the container: its name, length, CRC-32, and where its local header starts."""

    name: str
    size: int
    crc: int
    offset: int = 0


def write_container(folder: Path, target: Path) -> None:
    """Write all files of a folder, under the folder's name, into `target`, which must not exist half written.

    Raises
    ------
    OSError
        Where the disk is full.
    """
    paths = {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path
        for path in folder.rglob("*")
        if path.is_file()
    }
    members = list(
        _placed(Member(name, path.stat().st_size, _crc(path)) for name, path in sorted(paths.items()))
    )
    with target.open("wb") as file:
        for member in members:
            file.write(_local(member))
            with paths[member.name].open("rb") as source:
                while chunk := source.read(_CHUNK):
                    file.write(chunk)
        file.write(_directory(members))
        file.flush()
        os.fsync(file.fileno())


def open_container(path: Path, into: Path) -> list[Problem]:
    """Check a ZIP file and write its sound entries into the empty folder `into`; return what is wrong with it.

    Raises
    ------
    PackageError
        Where the file cannot be read at all.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            size = os.fstat(file.fileno()).st_size
            infos = archive.infolist()
            problems = [problem for info in infos for problem in _check_entry(info)]
            problems += _check_names(infos)
            problems += _check_structure(file, infos, size)
            unsafe = {problem.where for problem in problems if problem.code != "STRUCTURE"}
            sound = [info for info in infos if _shown(info) not in unsafe]
            if sum(info.file_size for info in sound) > size:
                return [
                    *problems,
                    _problem("ZIP_BOMB", path.name, "the entries claim more bytes than the file has"),
                ]
            return [*problems, *_extract(file, sound, size, into)]
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place that the file says it has, and no file can have
            return [_problem("NOT_A_ZIP", path.name, "the ZIP file names a place outside of itself")]
        raise PackageError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        EOFError,
        OverflowError,
        struct.error,
    ) as error:
        return [_problem("NOT_A_ZIP", path.name, f"the ZIP file cannot be read ({error})")]


def _check_entry(info: zipfile.ZipInfo) -> Iterator[Problem]:
    name = _shown(info)
    parts = info.orig_filename.split("/")
    if not all(_PART.fullmatch(part) for part in parts):
        yield _problem("UNSAFE_NAME", name, "the name leads elsewhere, or is not written in plain letters")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        yield _problem("NOT_A_FILE", name, "it is a link or something else that is no file")
    if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
        yield _problem(
            "COMPRESSED", name, "it is compressed, which nothing in a package is; it was not unpacked"
        )
    if info.flag_bits & 1:
        yield _problem("ENCRYPTED", name, "it is encrypted")


def _check_names(infos: Sequence[zipfile.ZipInfo]) -> Iterator[Problem]:
    seen: set[str] = set()
    for info in infos:
        folded = info.filename.casefold()
        if folded in seen:
            yield _problem("DUPLICATE", _shown(info), "two entries have this name")
        seen.add(folded)
    tops = {info.filename.partition("/")[0] for info in infos}
    if len(tops) != 1:
        yield _problem("NOT_ONE_FOLDER", "package", f"a package holds one folder, and this one {len(tops)}")


def _check_structure(
    file: io.BufferedReader, infos: Sequence[zipfile.ZipInfo], size: int
) -> Iterator[Problem]:
    """Compare every byte that is no content with the one form in which a package is written."""
    members = list(_placed(Member(_shown(info), info.file_size, info.CRC) for info in infos))
    end = _end_of(members)
    expected = [(member.offset, _local(member), f"header of {member.name}") for member in members]
    expected.append((end, _directory(members), "directory at the end"))
    for offset, wanted, what in expected:
        file.seek(offset)
        found = file.read(len(wanted))
        if found != wanted:
            at = next((n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), len(found))
            yield _problem("STRUCTURE", what, f"byte {offset + at} of the ZIP file is not as it was sealed")
            return
    if [member.name for member in members] != sorted(member.name for member in members):
        yield _problem(
            "STRUCTURE", "directory at the end", "the entries are not in the order in which they were sealed"
        )
    if end + len(expected[-1][1]) != size:
        yield _problem("STRUCTURE", "end of the file", "there are bytes after the end of the package")


def _extract(
    file: io.BufferedReader, infos: Sequence[zipfile.ZipInfo], size: int, into: Path
) -> Iterator[Problem]:
    """Write entries as they lie in the file; whether their bytes are the right ones is for the manifests to say."""
    for info in infos:
        file.seek(info.header_offset)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            yield _problem("STRUCTURE", _shown(info), "there is no file where the directory says")
            continue
        start = info.header_offset + _LOCAL.size + sum(_LOCAL.unpack(header)[-2:])
        if start + info.file_size > size:
            yield _problem("CUT_OFF", _shown(info), "the ZIP file ends inside it")
            continue
        target = into / info.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        file.seek(start)
        with target.open("wb") as out:
            left = info.file_size
            while left:
                chunk = file.read(min(left, _CHUNK))
                out.write(chunk)
                left -= len(chunk)


def _placed(members: Iterable[Member]) -> Iterator[Member]:
    offset = 0
    for member in members:
        yield Member(member.name, member.size, member.crc, offset)
        offset += len(_local(member)) + member.size


def _end_of(members: Sequence[Member]) -> int:
    """Where the directory begins."""
    return members[-1].offset + len(_local(members[-1])) + members[-1].size if members else 0


def _local(member: Member) -> bytes:
    name, large = member.name.encode(), member.size >= LARGE_BYTES
    extra = struct.pack("<2H2Q", 1, 16, member.size, member.size) if large else b""
    size, version = (_IN_64, _VERSION_64) if large else (member.size, _VERSION)
    numbers = (version, 0, 0, 0, _FIRST_DAY, member.crc, size, size, len(name), len(extra))
    return _LOCAL.pack(b"PK\x03\x04", *numbers) + name + extra


def _directory(members: Sequence[Member]) -> bytes:
    entries = b"".join(_central(member) for member in members)
    count, length, start = len(members), len(entries), _end_of(members)
    if count < LARGE_ENTRIES and length < LARGE_BYTES and start < LARGE_BYTES:
        return entries + _END.pack(b"PK\x05\x06", 0, 0, count, count, length, start, 0)
    made_by = _UNIX | _VERSION_64
    numbers = (_END_64.size - 12, made_by, _VERSION_64, 0, 0, count, count, length, start)
    entries += _END_64.pack(b"PK\x06\x06", *numbers) + _LOCATOR_64.pack(b"PK\x06\x07", 0, start + length, 1)
    short = count if count < LARGE_ENTRIES else _IN_64_SHORT
    length, start = (value if value < LARGE_BYTES else _IN_64 for value in (length, start))
    return entries + _END.pack(b"PK\x05\x06", 0, 0, short, short, length, start, 0)


def _central(member: Member) -> bytes:
    name = member.name.encode()
    large = [value for value in (member.size, member.size, member.offset) if value >= LARGE_BYTES]
    extra = struct.pack(f"<2H{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    size, offset = (value if value < LARGE_BYTES else _IN_64 for value in (member.size, member.offset))
    version = _VERSION_64 if large else _VERSION
    numbers = (_UNIX | version, version, 0, 0, 0, _FIRST_DAY, member.crc, size, size, len(name), len(extra))
    return _CENTRAL.pack(b"PK\x01\x02", *numbers, 0, 0, 0, _MODE, offset) + name + extra


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def _shown(info: zipfile.ZipInfo) -> str:
    """The name as it stands in the file, before anything was made of it."""
    return info.orig_filename


def _problem(code: str, where: str, text: str) -> Problem:
    return Problem(code, where, f"{text[0].upper()}{text[1:]}.")
