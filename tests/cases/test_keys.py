"""A key with a passphrase is useless to whoever copies the file; and no half of a key is left behind."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from condition.cases import fingerprint_of, is_protected, new_key, parse_public
from condition.cases.keys import read_key
from condition.cli import key as key_command
from condition.cli import main
from condition.errors import PackageError

PHRASE = "ein längerer Satz 王"


@pytest.fixture
def protected(tmp_path: Path) -> Path:
    new_key(tmp_path / "key", PHRASE)
    return tmp_path / "key"


def test_a_key_opens_with_its_passphrase_alone(protected: Path) -> None:
    assert is_protected(protected)
    public = parse_public(protected.with_suffix(".pub").read_bytes())
    assert public is not None
    assert fingerprint_of(read_key(protected, PHRASE).public_key()) == fingerprint_of(public)
    with pytest.raises(PackageError, match="is protected by a passphrase, and none was given"):
        read_key(protected)
    with pytest.raises(PackageError, match="this is not its passphrase"):
        read_key(protected, PHRASE + " ")


def test_openssl_opens_it_with_the_same_passphrase(protected: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip(
            "openssl is not installed (scripts/setup-system.sh tests installs it where apt and root are)"
        )
    command = ["openssl", "pkey", "-in", str(protected), "-passin", "env:PHRASE", "-pubout"]
    done = subprocess.run(command, env={**os.environ, "PHRASE": PHRASE}, capture_output=True, check=False)
    assert done.stdout == protected.with_suffix(".pub").read_bytes()


def test_a_key_without_a_passphrase_ignores_one(tmp_path: Path) -> None:
    new_key(tmp_path / "key")
    assert not is_protected(tmp_path / "key")
    assert read_key(tmp_path / "key", "anything")


@pytest.mark.parametrize("phrase", ["", "x" * 1001])
def test_a_passphrase_has_a_length(tmp_path: Path, phrase: str) -> None:
    with pytest.raises(PackageError, match="a passphrase has 1 to 1000 bytes"):
        new_key(tmp_path / "key", phrase)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_half_of_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def full(handle: int) -> None:
        done.append(handle)
        if len(done) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("condition.cases.keys.os.fsync", full)
    with pytest.raises(PackageError, match="No space left"):
        new_key(tmp_path / "key")
    assert list(tmp_path.iterdir()) == []


def test_the_public_half_of_another_key_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text("somebody's")
    with pytest.raises(PackageError, match="never overwritten"):
        new_key(tmp_path / "key")
    assert [path.name for path in tmp_path.iterdir()] == ["key.pub"]


# The command


def test_the_command_asks_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([PHRASE, PHRASE])
    monkeypatch.setattr(key_command, "_ask", lambda _: next(said))
    assert main(["key", "new", str(tmp_path / "key"), "--passphrase-prompt"]) == 0
    assert read_key(tmp_path / "key", PHRASE)


def test_two_different_passphrases_make_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = iter([PHRASE, "another"])
    monkeypatch.setattr(key_command, "_ask", lambda _: next(said))
    assert main(["key", "new", str(tmp_path / "key"), "--passphrase-prompt"]) == 2
    assert "differ" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_variable_stands_for_the_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key_command.PASSPHRASE, PHRASE)
    assert main(["key", "new", str(tmp_path / "key")]) == 0
    assert is_protected(tmp_path / "key")
    assert key_command.known_passphrase(str(tmp_path / "key")) == PHRASE


def test_without_a_terminal_nobody_waits_for_an_answer(
    protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(PackageError, match="no terminal to ask on"):
        key_command.known_passphrase(str(protected))
