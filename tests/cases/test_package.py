"""A sealed package: it verifies anywhere, any changed bit is found and named, and hostile ZIP files do no harm."""

from __future__ import annotations

import dataclasses
import errno
import json
import shutil
import stat
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import bagit
import cv2
import numpy as np
import pytest

import condition.cases.judging
import condition.cases.rerun
import condition.cases.sealing
from condition.cases import (
    CaseStore,
    Expected,
    Verification,
    add_photo,
    compare_photos,
    contest,
    decide,
    new_key,
    seal,
    verify,
)
from condition.cases.container import write_container
from condition.cases.keys import public_pem, read_key
from condition.cases.pictures import folder_of
from condition.cli import main
from condition.errors import CaseError, PackageError
from tests.builders import make_comparison, make_pair
from tests.cases.authority import Authority, serve

FLIPS = 500
Answer = Callable[..., object]


@dataclasses.dataclass(frozen=True)
class Made:
    """A store with a case, a key, and a package of it with a trusted time."""

    folder: Path
    package: Path
    fingerprint: str
    authority: Authority

    def codes(self, package: Path, **options: object) -> set[str]:
        """Codes of the problems of a package."""
        return {problem.code for problem in verify(package, **options).problems}  # type: ignore[arg-type]  # options by name

    def unpacked(self, folder: Path) -> Path:
        """The package, unpacked."""
        with zipfile.ZipFile(self.package) as archive:
            archive.extractall(folder)
        return folder / "c"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A small package, made once."""
    if shutil.which("openssl") is None:
        pytest.skip(
            "openssl is not installed (scripts/setup-system.sh tests installs it where apt and root are)"
        )
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "tsa").mkdir()
    fingerprint = new_key(folder / "key")
    pair = make_pair(160)
    with (
        pytest.MonkeyPatch.context() as patch,
        CaseStore(folder / "store") as store,
        serve(folder / "tsa") as authority,
    ):
        patch.setattr(condition.cases.judging, "compare", lambda *_, **__: make_comparison())
        store.new("c", who="ann")
        for pixels, role in ((pair.before, "before"), (pair.after, "intake")):
            data = cv2.imencode(".jpg", pixels[:, :, ::-1])[1].tobytes()
            add_photo(store, "c", data, role=role, who="ann")
        compare_photos(store, "c", who="ann", policy=None)
        decide(store, "c", 1, "new", reason="seen", who="bob")
        contest(store, "c", "no", who="cem", mark=1)
        package = folder / "case.zip"
        seal(store, "c", package, key=folder / "key", who="ann", tsa=authority.url, tsa_roots=authority.root)
        yield Made(folder, package, fingerprint, authority)


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Path:
    """The package, to be changed."""
    return Path(shutil.copy(made.package, tmp_path / "copy.zip"))


# Sound packages


def test_a_package_proves_everything(made: Made) -> None:
    verification = verify(made.package, Expected(made.fingerprint, made.authority.root))
    assert verification.problems == ()
    assert [step.number for step in verification.steps] == [1, 2, 3, 4, 5, 6]
    assert "under the root that was named" in verification.steps[-1].said


def test_a_package_that_was_unpacked_holds_too(made: Made, tmp_path: Path) -> None:
    verification = verify(made.unpacked(tmp_path))
    assert verification.problems == ()
    assert [step.number for step in verification.steps] == [2, 3, 4, 5, 6]


def test_other_tools_read_the_same_bag(made: Made, tmp_path: Path) -> None:
    with zipfile.ZipFile(made.package) as archive:
        assert archive.testzip() is None
    folder = made.unpacked(tmp_path)
    assert bagit.Bag(str(folder)).validate()
    done = subprocess.run(
        [sys.executable, bagit.__file__, "--validate", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_openssl_checks_the_same_signature_and_the_same_time(made: Made, tmp_path: Path) -> None:
    folder = made.unpacked(tmp_path) / "signature"
    (tmp_path / "root.pem").write_bytes(made.authority.root)
    signed = str(folder.parent / "tagmanifest-sha512.txt")
    signature, root = "tagmanifest-sha512.txt.sig", str(tmp_path / "root.pem")
    for command in (
        ["pkeyutl", "-verify", "-pubin", "-inkey", "public-key.pem", "-rawin", "-in", signed, "-sigfile", signature],
        ["ts", "-verify", "-in", "time.tsr", "-data", signature, "-CAfile", root],
    ):  # fmt: skip
        done = subprocess.run(["openssl", *command], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_same_case_gives_the_same_container(made: Made, tmp_path: Path) -> None:
    write_container(made.unpacked(tmp_path), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == made.package.read_bytes()


def test_a_package_needs_neither_store_nor_network(made: Made, tmp_path: Path) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise OSError('no network here')\n"
        "socket.socket.connect = refuse\n"
        "from condition.cli import main\n"
        "sys.exit(main(['verify', sys.argv[1]]))"
    )
    alone = shutil.copy(made.package, tmp_path / "alone.zip")
    done = subprocess.run(
        [sys.executable, "-c", code, alone], capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONPATH": str(Path(condition.__file__).parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything holds." in done.stdout


def test_what_happens_after_sealing_is_told_in_the_store(made: Made) -> None:
    with CaseStore(made.folder / "store") as store:
        log = [json.loads(line.body) for line in store.log("c")]
    assert [entry["what"] for entry in log][-2:] == ["sealing", "sealed"]
    assert log[-1]["details"]["key"] == made.fingerprint


# Changed packages


def regions(package: Path) -> dict[str, tuple[int, int]]:
    """What a package consists of, each part with its first byte and the one after its last; no byte is left over."""
    found = {}
    with zipfile.ZipFile(package) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + len(info.filename)
            found[f"header of {info.filename}"] = (info.header_offset, start)
            found[info.filename] = (start, start + info.file_size)
        length = package.stat().st_size
        found["directory"] = (archive.start_dir, length - 22)
        found["end, with the length of the comment"] = (length - 22, length)
    return found


def places(package: Path) -> list[int]:
    """500 bytes: one of every part, and of those that no manifest looks at three; the others lie anywhere."""
    rng = np.random.default_rng(5)
    chosen: list[int] = []
    for name, (first, last) in regions(package).items():
        times = 1 if "/data/" in name and not name.startswith("header") else 3
        chosen += rng.integers(first, last, times).tolist() if last > first else []
    return [*chosen, *rng.integers(0, package.stat().st_size, FLIPS - len(chosen)).tolist()]


def test_the_parts_of_a_package_are_all_of_it(made: Made) -> None:
    parts = sorted(regions(made.package).values())
    assert parts[0][0] == 0
    assert parts[-1][1] == made.package.stat().st_size
    assert all(one[1] == other[0] for one, other in pairwise(parts))


@pytest.mark.parametrize("part", range(10))
def test_any_flipped_bit_is_found_and_named(made: Made, copy: Path, part: int) -> None:
    chosen = places(made.package)
    assert len(chosen) == FLIPS
    data, rng = bytearray(made.package.read_bytes()), np.random.default_rng(part)
    for place in chosen[part::10]:
        bit = 1 << int(rng.integers(8))
        data[place] ^= bit
        copy.write_bytes(data)
        problems = verify(copy).problems
        data[place] ^= bit
        assert problems, f"bit {bit} of byte {place}"
        assert all(problem.where and problem.text for problem in problems)


def test_a_flipped_bit_is_named_by_the_file_it_lies_in(made: Made, copy: Path) -> None:
    data = bytearray(made.package.read_bytes())
    for name, (first, last) in regions(made.package).items():
        if "/data/" not in name or name.startswith("header"):
            continue
        data[(first + last) // 2] ^= 1
        copy.write_bytes(data)
        data[(first + last) // 2] ^= 1
        assert name.partition("/")[2] in {problem.where for problem in verify(copy).problems}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("data/originals/01-before.jpeg", "ORIGINAL_ALTERED"),
        ("data/case.json", "FILE_ALTERED"),
        ("data/custody.log", "ENTRY_EDITED"),
        ("manifest-sha256.txt", "FILE_ALTERED"),
        ("signature/public-key.pem", "FILE_ALTERED"),
        ("signature/tagmanifest-sha256.txt.sig", "WRONG_SIGNATURE"),
        ("signature/time.tsr", "WRONG_SIGNATURE"),
        ("signature/time-chain.pem", "WRONG_SIGNATURE"),
        ("tagmanifest-sha512.txt", "WRONG_SIGNATURE"),
    ],
)
def test_a_changed_file_is_named(made: Made, tmp_path: Path, name: str, code: str) -> None:
    folder = made.unpacked(tmp_path)
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    assert code in made.codes(folder)


@pytest.mark.parametrize(
    "name",
    [
        "bagit.txt",
        "data/case.json",
        "signature/time.tsr",
        "signature/public-key.pem",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "data/originals/01-before.jpeg",
    ],
)
def test_a_missing_file_is_a_problem(made: Made, tmp_path: Path, name: str) -> None:
    folder = made.unpacked(tmp_path)
    (folder / name).unlink()
    assert made.codes(folder)


@pytest.mark.parametrize(
    "name", ["data/extra.txt", "extra.txt", "signature/extra.sig", "data/nested/bagit.txt"]
)
def test_an_unexpected_file_is_named(made: Made, tmp_path: Path, name: str) -> None:
    folder = made.unpacked(tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("hello")
    where = {problem.where for problem in verify(folder).problems if problem.code == "FILE_UNEXPECTED"}
    assert where == {name}


def test_all_problems_are_collected(made: Made, tmp_path: Path) -> None:
    folder = made.unpacked(tmp_path)
    (folder / "data/case.html").unlink()
    (folder / "data/extra").touch()
    (folder / "data/custody.log").write_text("")
    codes = made.codes(folder)
    assert {"FILE_MISSING", "FILE_UNEXPECTED", "FILE_ALTERED", "ENTRY_DELETED"} <= codes


@pytest.mark.parametrize(
    "name",
    ["bagit.txt", "manifest-sha256.txt", "tagmanifest-sha512.txt", "data/case.json", "data/package.json"],
)
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"0" * 64 + b"  ../../etc/passwd\n", b"[[[[" * 9000]
)
def test_nonsense_in_any_file_is_a_finding(made: Made, tmp_path: Path, name: str, content: bytes) -> None:
    folder = made.unpacked(tmp_path)
    (folder / name).write_bytes(content)
    assert made.codes(folder)


def test_a_huge_manifest_is_not_read(made: Made, tmp_path: Path) -> None:
    folder = made.unpacked(tmp_path)
    with (folder / "manifest-sha256.txt").open("r+b") as file:
        file.truncate(1 << 33)  # a file of holes
    assert "TOO_LARGE" in made.codes(folder)


def forge(folder: Path, key: Path) -> None:
    """Sign a changed bag with another key, all manifests right."""
    private = read_key(key)
    (folder / "signature/public-key.pem").write_bytes(public_pem(private.public_key()))
    for stamp in ("time.tsr", "time-chain.pem", "time.tsr.sig", "time-chain.pem.sig"):
        (folder / "signature" / stamp).unlink(missing_ok=True)
    package = json.loads((folder / "data/package.json").read_text())
    (folder / "data/package.json").write_text(json.dumps({**package, "time_stamp_authority": None}))
    bagit.Bag(str(folder)).save(manifests=True)
    for signed in condition.cases.sealing.SIGNED:
        condition.cases.sealing._sign(private, folder, signed)


def test_a_signature_by_another_key_is_seen_by_whoever_knows_the_key(made: Made, tmp_path: Path) -> None:
    folder = made.unpacked(tmp_path)
    new_key(tmp_path / "forger")
    forge(folder, tmp_path / "forger")
    assert made.codes(folder) == set()  # sound in itself: the fingerprint has to be known from elsewhere
    assert made.codes(folder, expected=Expected(made.fingerprint)) == {"ANOTHER_KEY"}


def test_a_forged_decision_breaks_the_log_whoever_signs_it(made: Made, tmp_path: Path) -> None:
    folder = made.unpacked(tmp_path)
    case = json.loads((folder / "data/case.json").read_text())
    case["decisions"][0]["verdict"] = "no_mark"
    (folder / "data/case.json").write_text(json.dumps(case))
    new_key(tmp_path / "forger")
    forge(folder, tmp_path / "forger")
    assert made.codes(folder) == {"RECORD_EDITED"}


# Time


def test_a_time_holds_only_under_its_own_root(made: Made) -> None:
    expected = Expected(tsa_roots=made.authority.other_root)
    assert made.codes(made.package, expected=expected) == {"TIME_UNTRUSTED"}


def test_a_root_that_had_expired_proves_no_time(made: Made) -> None:
    expected = Expected(tsa_roots=made.authority.expired_root)
    assert made.codes(made.package, expected=expected) == {"TIME_EXPIRED"}


@pytest.mark.parametrize("path", ["broken", "nowhere", "no-address"])
def test_an_authority_that_gives_no_time_leaves_no_package(made: Made, tmp_path: Path, path: str) -> None:
    url = {
        "broken": f"{made.authority.url}broken",
        "nowhere": "http://127.0.0.1:1/",
        "no-address": "file:///etc",
    }[path]
    with CaseStore(made.folder / "store") as store, pytest.raises(PackageError):
        seal(store, "c", tmp_path / "case.zip", key=made.folder / "key", who="ann", tsa=url)
    assert list(tmp_path.iterdir()) == []


# Hostile ZIP files


def rezip(package: Path, target: Path, change: Callable[[zipfile.ZipFile], object]) -> Path:
    """Write the package again and let `change` add to it."""
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(target, "w") as new, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns about duplicates
        for info in old.infolist():
            new.writestr(info, old.read(info))
        change(new)
    return target


def link(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("c/data/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


HOSTILE: dict[str, Callable[[zipfile.ZipFile], object]] = {
    "UNSAFE_NAME up": lambda archive: archive.writestr("../escaped", "x"),
    "UNSAFE_NAME inside": lambda archive: archive.writestr("c/../../escaped", "x"),
    "UNSAFE_NAME absolute": lambda archive: archive.writestr("/tmp/condition-escaped", "x"),
    "UNSAFE_NAME drive": lambda archive: archive.writestr("C:\\escaped", "x"),
    "UNSAFE_NAME odd": lambda archive: archive.writestr("c/data/cafe\u0301", "x"),
    "UNSAFE_NAME folder": lambda archive: archive.writestr("c/data/folder/", ""),
    "UNSAFE_NAME hidden": lambda archive: archive.writestr("c/.bashrc", ""),
    "NOT_A_FILE link": link,
    "DUPLICATE name": lambda archive: archive.writestr("c/data/case.json", "{}"),
    "DUPLICATE case": lambda archive: archive.writestr("c/data/CASE.json", "{}"),
    "COMPRESSED bomb": lambda archive: archive.writestr(
        "c/data/bomb", bytes(50_000_000), zipfile.ZIP_DEFLATED
    ),
    "NOT_ONE_FOLDER two": lambda archive: archive.writestr("d/bagit.txt", "x"),
    "STRUCTURE comment": lambda archive: setattr(archive, "comment", b"hello"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_entry_is_named_and_nothing_is_written_outside(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    (tmp_path / "inner" / "tmp").mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "inner" / "tmp"))
    package = rezip(made.package, tmp_path / "hostile.zip", HOSTILE[case])
    assert case.split()[0] in made.codes(package)
    left = {path.name for path in tmp_path.rglob("*")}
    assert left == {"hostile.zip", "inner", "tmp"}
    assert not Path("/tmp/condition-escaped").exists()


def test_entries_that_share_their_bytes_do_not_grow(made: Made, tmp_path: Path) -> None:
    big = tmp_path / "big.zip"
    with zipfile.ZipFile(big, "w") as archive:
        archive.writestr("c/a", bytes(1_000_000))
        first = archive.filelist[0]
        for number in range(2000):
            clone = zipfile.ZipInfo(f"c/clone{number}")
            clone.header_offset, clone.file_size, clone.compress_size, clone.CRC = (
                0,
                1_000_000,
                1_000_000,
                first.CRC,
            )
            archive.filelist.append(clone)
    assert "ZIP_BOMB" in made.codes(big)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all" * 99, b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip_is_a_finding(made: Made, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    assert made.codes(tmp_path / "x.zip")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_package_that_was_cut_off_is_a_finding(made: Made, copy: Path, part: float) -> None:
    data = made.package.read_bytes()
    copy.write_bytes(data[: int(len(data) * part)])
    assert made.codes(copy)


def test_bytes_before_or_after_the_package_are_a_finding(made: Made, copy: Path) -> None:
    data = made.package.read_bytes()
    for changed in (b"#!" + data, data + b"\0"):
        copy.write_bytes(changed)
        assert "STRUCTURE" in made.codes(copy) or "NOT_A_ZIP" in made.codes(copy)


def test_a_file_that_is_not_there_is_trouble(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "missing.zip"]) == 2
    assert "missing.zip: cannot be read" in capsys.readouterr().err


# Sealing


def test_a_full_disk_leaves_no_package(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(condition.cases.sealing, "write_container", full)
    with CaseStore(made.folder / "store") as store, pytest.raises(PackageError, match="No space left"):
        seal(store, "c", tmp_path / "case.zip", key=made.folder / "key", who="ann")
    assert list(tmp_path.iterdir()) == []


def test_a_case_that_does_not_hold_is_not_sealed(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.folder / "store", tmp_path / "store")
    with CaseStore(tmp_path / "store") as store:
        original = store.originals.path(store.case("c").photos[0].sha256)
        original.unlink()
        with pytest.raises(CaseError, match="is missing"):
            seal(store, "c", tmp_path / "case.zip", key=made.folder / "key", who="ann")
    assert not (tmp_path / "case.zip").exists()


def test_pictures_that_were_changed_are_made_again(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(made.folder / "store", tmp_path / "store")
    monkeypatch.setattr(condition.cases.rerun, "compare", lambda *_, **__: make_comparison())
    with CaseStore(tmp_path / "store") as store:
        (folder_of(store, "c", 1) / "report.html").write_text("all is well")
        seal(store, "c", tmp_path / "case.zip", key=made.folder / "key", who="ann")
    with zipfile.ZipFile(tmp_path / "case.zip") as archive:
        assert archive.read("c/data/comparisons/01/report.html") != b"all is well"


def test_a_repeated_comparison_finds_the_same_or_says_what_is_different(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition.cases.rerun, "compare", lambda *_, **__: make_comparison())
    assert verify(made.package, rerun=True).problems == ()

    def other(*_: object, **__: object) -> object:
        comparison = make_comparison()
        return dataclasses.replace(comparison, all_findings=comparison.all_findings[:-1])

    monkeypatch.setattr(condition.cases.rerun, "compare", other)
    (problem,) = verify(made.package, rerun=True).problems
    assert (problem.code, problem.where) == ("RERUN_DIFFERS", "comparison 1, findings")


def test_a_key_is_never_overwritten_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    new_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(PackageError, match="never overwritten"):
        new_key(tmp_path / "key")


@pytest.mark.parametrize(
    "content", [b"", b"text", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(PackageError, match="is no private key"):
        read_key(tmp_path / "key")


# The command


def test_the_command_says_every_step(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(made.package), "--key", str(made.folder / "key.pub")]) == 0
    assert [line[:2] for line in capsys.readouterr().out.splitlines()[:6]] == [
        "1.",
        "2.",
        "3.",
        "4.",
        "5.",
        "6.",
    ]
    assert main(["verify", str(made.package), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sound"]


def test_problems_end_with_4(made: Made, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray(made.package.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    assert main(["verify", str(copy), "--json"]) == 4
    record = json.loads(capsys.readouterr().out)
    assert not record["sound"]
    assert main(["verify", str(made.package), "--key", "0" * 64]) == 4


def test_a_verification_is_a_value() -> None:
    assert Verification("x", ()).problems == ()
