"""The trust list from outside: four different answers by `condition photo`, `compare`, `batch` and the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import condition
from condition.cli import main
from condition.errors import TrustListError

provenance: Any = pytest.importorskip(
    "tests.metadata.test_provenance", reason="c2pa-python or cryptography is not installed"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Folder with a signed photo, the same without its manifest and with one byte changed, and two trust lists."""
    data, root = provenance.signed()
    broken = bytearray(data)
    broken[-30] ^= 1
    for name, content in (
        ("signed.jpg", data),
        ("changed.jpg", bytes(broken)),
        ("plain.jpg", provenance.PICTURE),
        ("ours.pem", f"The root of our cameras\n{root}".encode()),
        ("others.pem", provenance.other_root().encode()),
        ("both.pem", (provenance.other_root() + root).encode()),
        ("text.pem", b"nothing but words"),
        ("damaged.pem", root.replace("\n", "\n!", 2).encode()),
        ("binary.pem", bytes(range(128, 256))),
    ):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def answers_of(checks: list[dict[str, Any]]) -> list[str]:
    return [check["severity"] for check in checks if check["code"] == "C2PA"]


@pytest.mark.parametrize(
    ("photo", "trust", "state", "severity"),
    [
        ("plain.jpg", "ours.pem", "absent", []),
        ("changed.jpg", "ours.pem", "invalid", ["contradiction"]),
        ("signed.jpg", None, "untrusted", ["unknown"]),
        ("signed.jpg", "others.pem", "untrusted", ["unknown"]),
        ("signed.jpg", "ours.pem", "trusted", ["ok"]),
        ("signed.jpg", "both.pem", "trusted", ["ok"]),
    ],
)
def test_four_answers_of_the_command(
    files: Path,
    capsys: pytest.CaptureFixture[str],
    photo: str,
    trust: str | None,
    state: str,
    severity: list[str],
) -> None:
    options = ["--trust", str(files / trust)] if trust else []
    assert main(["photo", str(files / photo), "--json", *options]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert record["metadata"]["c2pa"] == state
    assert answers_of(record["checks"]) == severity


@pytest.mark.parametrize("bad", ["text.pem", "damaged.pem", "binary.pem", "missing.pem", "."])
@pytest.mark.parametrize("command", ["photo", "compare", "batch"])
def test_a_list_that_is_none_is_one_sentence_and_no_answer(
    files: Path, capsys: pytest.CaptureFixture[str], command: str, bad: str
) -> None:
    photo = str(files / "signed.jpg")
    (files / "pairs.jsonl").write_text(json.dumps({"id": "a", "before": photo, "after": photo}))
    arguments = {
        "photo": [photo],
        "compare": [photo, photo],
        "batch": [str(files / "pairs.jsonl"), "--out", str(files / "out.jsonl")],
    }[command]
    assert main([command, *arguments, "--trust", str(files / bad)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"condition: {files / bad}: ")
    assert len(err.splitlines()) == 2
    assert not (files / "out.jsonl").exists()


def test_the_command_compare_passes_the_list_on(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", str(files / "plain.jpg"), str(files / "signed.jpg"), "--trust", str(files / "ours.pem"), "--json", "-"])  # fmt: skip
    record = json.loads(capsys.readouterr().out)
    assert answers_of(record["checks"]) == ["ok"]


def test_a_batch_takes_the_list(files: Path) -> None:
    (files / "pairs.jsonl").write_text(json.dumps({"id": "a", "before": "plain.jpg", "after": "signed.jpg"}))
    out = files / "out.jsonl"
    main(["batch", str(files / "pairs.jsonl"), "--out", str(out), "--trust", str(files / "ours.pem"), "-q"])
    assert json.loads(out.read_text())["status"] in ("compared", "not_comparable")


def test_the_library_takes_the_list(files: Path) -> None:
    _, root = provenance.signed()
    plain, signed = files / "plain.jpg", files / "signed.jpg"
    for trust, severity in ((root, "ok"), (None, "unknown")):
        comparison = condition.compare(plain, signed, trust_anchors=trust)
        assert [c.severity.value for c in comparison.checks if c.code == "C2PA"] == [severity]
        assert comparison.after.metadata.c2pa_signer == "Camera of the tests"


@pytest.mark.parametrize("text", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"])  # fmt: skip
def test_a_list_that_is_none_never_makes_a_sound_manifest_look_broken(files: Path, text: str) -> None:
    with pytest.raises(TrustListError, match="certificate"):
        condition.read_photo(files / "signed.jpg", trust_anchors=text)
