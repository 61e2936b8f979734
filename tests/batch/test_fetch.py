"""Photos by address: fetched where a pair is compared, counted while they come, gone afterwards, and no key is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from condition.batch import Pair, fetch, parse_json_lines
from condition.batch.fetch import LIMIT_BYTES, check_fetching, fetched, is_address, name_of
from condition.batch.worker import compare_pair
from condition.comparison import Comparison
from condition.errors import ExtraMissing, PhotoNotFetched, PhotoTooLarge
from condition.photo import Limits


@pytest.fixture
def store() -> Iterator[MemoryFileSystem]:
    memory = fsspec.filesystem("memory")
    memory.pipe(
        {"/shop/1/photo.jpg": b"before", "/shop/2/photo.jpg": b"after", "/shop/points.npy": b"points"}
    )
    yield memory
    memory.rm("/shop", recursive=True)


PAIR = Pair("a", "memory://shop/1/photo.jpg", "memory://shop/2/photo.jpg", "memory://shop/points.npy")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://bucket/ring.jpg", True),
        ("https://host/ring.jpg?key=1", True),
        ("simplecache::s3://bucket/ring.jpg", True),
        ("zip://ring.jpg::file:///photos.zip", True),
        ("ring.jpg", False),
        ("/photos/ring.jpg", False),
        ("C://photos/ring.jpg", False),
        ("a::b.jpg", False),
        ("odd name://ring.jpg", False),
    ],
)
def test_an_address_is_told_from_a_path(text: str, expected: bool) -> None:
    assert is_address(text) is expected


def test_a_list_may_name_addresses_and_paths() -> None:
    line = '{"id": "a", "before": "s3://b/x.jpg", "after": "x.jpg", "points": "memory://p.npy"}'
    (pair,) = parse_json_lines(line, Path("here"), "list")
    assert (pair.before, pair.after, pair.points) == ("s3://b/x.jpg", Path("here/x.jpg"), "memory://p.npy")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("s3://bucket/a/ring 1.jpg", "ring 1.jpg"),
        ("https://host/ring.jpg?X-Amz-Signature=secret", "ring.jpg"),
        ("zip://in/ring.jpg::s3://bucket/all.zip", "ring.jpg"),
        ("memory://..", "photo"),
        ("memory://", "photo"),
        ("memory://x/a\nb.jpg", "ab.jpg"),
    ],
)
def test_the_name_of_a_photo_is_the_end_of_its_address_and_no_key(address: str, name: str) -> None:
    assert name_of(address) == name


def test_both_photos_may_have_one_name_and_nothing_stays(store: MemoryFileSystem) -> None:
    with fetched(PAIR) as files:
        assert files.points is not None
        assert [path.read_bytes() for path in (files.before, files.after, files.points)] == [
            b"before", b"after", b"points",
        ]  # fmt: skip
        assert files.before.name == files.after.name == "photo.jpg"
    assert not files.before.parent.parent.exists()


def test_a_path_is_used_where_it_lies(tmp_path: Path) -> None:
    with fetched(Pair("a", tmp_path / "b.jpg", tmp_path / "a.jpg")) as files:
        assert (files.before, files.after, files.points) == (tmp_path / "b.jpg", tmp_path / "a.jpg", None)


def test_no_more_is_kept_than_the_limit_and_a_byte(
    store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "CHUNK", 2)
    with (
        pytest.raises(PhotoTooLarge, match=r"photo\.jpg: has more than the allowed 4e-06 MB"),
        fetched(PAIR, 4),
    ):
        raise AssertionError("it was given out")
    assert Limits().max_bytes == LIMIT_BYTES
    with fetched(PAIR, 6) as files:
        assert files.before.stat().st_size == 6


class Denied(PermissionError):
    """As S3 tells it, with the address and its key in the text."""


class NoCredentials(Exception):
    """A store's own exception."""


class Forbidden(Exception):
    """As aiohttp tells an answer."""

    status = 403


class Broken(Exception):
    status = 503


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (FileNotFoundError("s3://bucket?key=secret"), "does not exist at its address"),
        (Denied("secret"), "may not be read: the store denied it"),
        (Forbidden("secret"), "may not be read: the store denied it"),
        (ImportError("Install s3fs to access S3"), "the package for this kind of address is not installed"),
        (IsADirectoryError("secret"), "is a folder, not a photo"),
        (NoCredentials("secret"), "cannot be fetched (NoCredentials)"),
        (Broken("secret"), "cannot be fetched (HTTP 503)"),
        (ValueError("Protocol not known: secret"), "cannot be fetched (ValueError)"),
    ],
)
@pytest.mark.parametrize("at", ["open", "read"])
def test_what_a_store_raises_is_the_error_line_of_the_pair_and_tells_no_key(
    raised: Exception, told: str, at: str, store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        def __enter__(self) -> Failing:
            return self

        def __exit__(self, *_: object) -> None: ...

        def read(self, size: int) -> bytes:
            raise raised

    def opening(*_: object, **__: object) -> IO[bytes]:
        if at == "open":
            raise raised
        failing: Any = Failing()
        return failing  # type: ignore[no-any-return]  # a stand-in

    monkeypatch.setattr(MemoryFileSystem, "open", opening)
    record = compare_pair(PAIR, never)
    (reason,) = record["reasons"]
    assert (record["status"], reason["code"]) == ("error", "PHOTO_NOT_FETCHED")
    assert told in reason["text"]
    assert "Check the address" in reason["text"]
    assert "secret" not in str(record)


def test_a_photo_that_is_not_there_is_an_error_line(store: MemoryFileSystem) -> None:
    record = compare_pair(Pair("a", "memory://shop/1/photo.jpg", "memory://shop/none.jpg"), never)
    assert record["reasons"][0]["text"].startswith(
        "none.jpg: does not exist at its address. Check the address"
    )


def test_a_full_disk_is_told_as_what_it_is(store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def full(path: Path, mode: str = "r") -> Any:
        if mode == "wb":
            return opened(Path("/dev/full"), "wb", buffering=0)
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", full)
    with (
        pytest.raises(PhotoNotFetched, match="could not be kept while it is compared: No space left"),
        fetched(PAIR),
    ):
        raise AssertionError("it was given out")


def test_photos_that_exhaust_the_memory_are_an_error_line(tmp_path: Path) -> None:
    def exhausting(before: Path, after: Path) -> Comparison:
        raise MemoryError

    record = compare_pair(Pair("a", tmp_path, tmp_path), exhausting)
    assert record["reasons"][0]["code"] == "OUT_OF_MEMORY"
    assert "need more memory than the worker could get" in record["reasons"][0]["text"]


def test_without_fsspec_addresses_are_refused_before_the_first_pair_and_paths_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "find_spec", lambda name: None)
    check_fetching([Pair("a", tmp_path, tmp_path)])
    with pytest.raises(ExtraMissing, match="the package fsspec is not installed") as caught:
        check_fetching([Pair("a", tmp_path, tmp_path), PAIR])
    assert caught.value.hint() == "Install it: pip install 'condition[dask]'"


def test_a_batch_of_paths_needs_neither_fsspec_nor_dask(tmp_path: Path) -> None:
    for name in ("fsspec.py", "distributed.py", "dask.py"):
        (tmp_path / name).write_text("raise ImportError")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from condition.batch import Pair\n"
        "from condition.batch.worker import compare_pair\n"
        "print(compare_pair(Pair('a', Path('no.jpg'), Path('no.jpg')), lambda b, a: 1 / 0)['reasons'][0]['text'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "unexpected ZeroDivisionError: division by zero\n"


def never(before: Path, after: Path) -> Comparison:
    raise AssertionError(f"{before} was compared")
