"""A sealed package -> what it proves, in numbered steps; all problems, not the first one. No store, no network.

1. The ZIP file is as it was sealed: safe names, no byte outside the plain form.
2. The bag is whole (RFC 8493): nothing missing, altered or unexpected, by SHA-256 and SHA-512.
3. The signature over both tag manifests is that of the key inside, and of the key that was expected, if one was named.
4. The custody log holds, and the case is as its log tells it.
5. The originals, or the copies shared in their place, and the bills are those that the log names.
6. The trusted time holds, under the root that was named, if one was.
7. If asked for: the comparisons, made again from the originals, find the same; the reports, made again, are the same.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from condition.cases.bag import Bag, check_bag, problem_of
from condition.cases.container import open_container
from condition.cases.custody import Problem, check_chain, parse_body, parse_log, sha256_of
from condition.cases.fsck import check_records
from condition.cases.keys import fingerprint_of, is_signed, parse_public
from condition.cases.model import Case
from condition.cases.reports import make_reports
from condition.cases.rerun import differences, repeat
from condition.cases.sealing import CHAIN, PUBLIC_KEY, SEALING, SIGNED, STAMP
from condition.cases.stamp import check_stamp, parse_certificates, self_signed
from condition.errors import ConditionError, PackageError
from condition.version import __version__

TITLES = (
    "ZIP file as it was sealed", "bag whole", "signature", "custody log", "originals", "trusted time", "comparisons repeated",
)  # fmt: skip


@dataclass(slots=True)
class Step:
    """One step of the proof.

    Attributes
    ----------
    number : int
        As in the list at the top of the module.
    title : str
        What it proves.
    problems : list of Problem
        What does not hold.
    said : str
        What a person should know, also where the step holds.
    """

    number: int
    title: str
    problems: list[Problem] = field(default_factory=list)
    said: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a package proves.

    Attributes
    ----------
    name : str
        Of the file.
    steps : tuple of Step
        Those that were made.
    """

    name: str
    steps: tuple[Step, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that were found."""
        return tuple(problem for step in self.steps for problem in step.problems)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the verifier knows from elsewhere: a fingerprint, root certificates of trusted times (PEM)."""

    fingerprint: str | None = None
    tsa_roots: bytes | None = None


def verify(
    path: str | os.PathLike[str], expected: Expected | None = None, *, rerun: bool = False
) -> Verification:
    """Check a sealed package, or the folder of one that was unpacked.

    Parameters
    ----------
    path : path
        The ZIP file or the folder.
    expected : Expected, optional
        What is known from elsewhere. Without it a package proves that nothing was changed since it was signed, and not by
        whom it was signed.
    rerun : bool
        Repeat the comparisons.

    Raises
    ------
    PackageError
        Where the file cannot be read at all.
    """
    target, expected = Path(path), expected or Expected()
    if target.is_dir():
        return Verification(target.name, tuple(_verify_folder(target, expected, rerun)))
    with tempfile.TemporaryDirectory(prefix="condition-") as temporary:
        first = Step(1, TITLES[0])
        first.problems += open_container(target, Path(temporary))
        folders = [each for each in Path(temporary).iterdir() if each.is_dir()]
        rest = _verify_folder(folders[0], expected, rerun) if len(folders) == 1 else []
        return Verification(target.name, (first, *rest))


def _verify_folder(folder: Path, expected: Expected, rerun: bool) -> list[Step]:
    bag = Bag(folder)
    checks: list[Callable[[Bag, Step, Expected], None]] = [
        _check_whole, _check_signature, _check_log, _check_originals, _check_time,
    ]  # fmt: skip
    if rerun:
        checks.append(_check_comparisons)
    steps = []
    for number, check in enumerate(checks, 2):
        step = Step(number, TITLES[number - 1])
        check(bag, step, expected)
        steps.append(step)
    return steps


def _check_whole(bag: Bag, step: Step, _: Expected) -> None:
    """Step 2."""
    step.problems, step.said = check_bag(bag)


def _check_signature(bag: Bag, step: Step, expected: Expected) -> None:
    """Step 3."""
    key = parse_public(bag.read(PUBLIC_KEY) or b"")
    if key is None:
        step.problems.append(problem_of("NO_KEY", PUBLIC_KEY, "there is no public key in it"))
        return
    fingerprint = fingerprint_of(key)
    stamped = (STAMP, CHAIN) if bag.package.get("time_stamp_authority") or bag.read(STAMP) is not None else ()
    for name in (*SIGNED, *stamped):
        where = f"signature/{Path(name).name}.sig"
        signature, message = bag.read(where), bag.read(name)
        if signature is None or message is None:
            missing = name if message is None else where
            step.problems.append(
                problem_of("FILE_MISSING", missing, "what is signed, or its signature, is not there")
            )
        elif not is_signed(key, signature, message):
            step.problems.append(
                problem_of("WRONG_SIGNATURE", where, f"it is no signature of {name} by the key inside")
            )
    if expected.fingerprint is not None and expected.fingerprint.lower() != fingerprint:
        step.problems.append(
            problem_of("ANOTHER_KEY", PUBLIC_KEY, f"it is signed by {fingerprint}, another key than expected")
        )
    vouched = (
        "the key that was expected"
        if expected.fingerprint
        else "compare it with what the sealer says elsewhere"
    )
    step.said = f"key {fingerprint}; {vouched}"


def _check_log(bag: Bag, step: Step, _: Expected) -> None:
    """Step 4."""
    text = bag.read("data/custody.log")
    if bag.case is None or text is None:
        step.problems.append(problem_of("NO_CASE", "data/case.json", "case or custody log cannot be read"))
        return
    log = parse_log(text.decode("utf-8", errors="replace"))
    step.problems += check_chain(bag.case.name, log, entries=bag.case.entries, head=bag.case.head)
    told = {line.place: body for line in log if (body := parse_body(line.body)) is not None}
    step.problems += check_records(bag.case, told)
    if (bag.package.get("case"), bag.package.get("head")) != (bag.case.name, bag.case.head):
        step.problems.append(
            problem_of("ANOTHER_CASE", "data/package.json", "it is about another case than case.json")
        )
    step.said = f"case {bag.case.name}, {bag.case.entries} entries, the last has {bag.case.head}"


def _check_originals(bag: Bag, step: Step, _: Expected) -> None:
    """Step 5."""
    if bag.case is None:
        return
    told = _told_copies(bag)
    shared = 0
    for photo in bag.case.photos:
        where, data = f"photo {photo.number}", bag.photo(photo.number, "originals")
        copy = bag.photo(photo.number, "shared")
        if copy is not None:
            shared += 1
            if sha256_of(copy) != told.get(str(photo.number)):
                step.problems.append(
                    problem_of("COPY_ALTERED", where, "its shared copy is not the one the log tells")
                )
        elif data is None:
            step.problems.append(problem_of("ORIGINAL_MISSING", where, "its original is not in the package"))
        elif sha256_of(data) != photo.sha256:
            step.problems.append(
                problem_of("ORIGINAL_ALTERED", where, "its original is not the one that was recorded")
            )
    step.problems += _check_bills(bag, bag.case)
    step.said = f"{len(bag.case.photos) - shared} photos byte for byte"
    if shared:
        step.said += (
            f", {shared} as copies without {' and '.join(map(str, bag.package.get('left_out') or ()))}; the log tells the "
            "hashes of their originals"
        )


def _check_bills(bag: Bag, case: Case) -> Iterator[Problem]:
    for bill in case.bills:
        where, data = f"bill {bill.number}", bag.photo(bill.number, "bills")
        if data is None:
            yield problem_of("ORIGINAL_MISSING", where, "it is not in the package")
        elif sha256_of(data) != bill.sha256:
            yield problem_of("ORIGINAL_ALTERED", where, "it is not the file that was recorded")


def _told_copies(bag: Bag) -> Mapping[str, str]:
    """What the log says about the hashes of shared copies, in the sealing that made this package."""
    log = parse_log((bag.read("data/custody.log") or b"").decode("utf-8", errors="replace"))
    bodies = [body for line in log if (body := parse_body(line.body)) is not None]
    told = bodies[-1]["details"].get("shared") if bodies and bodies[-1]["what"] == SEALING else None
    return told if isinstance(told, dict) else {}


def _check_time(bag: Bag, step: Step, expected: Expected) -> None:
    """Step 6."""
    stamp, message = bag.read(STAMP), bag.read(f"signature/{SIGNED[-1]}.sig")
    if stamp is None or message is None:
        step.said = "the package carries no trusted time; when it was signed is not proved"
        if expected.tsa_roots is not None or bag.package.get("time_stamp_authority"):
            step.problems.append(problem_of("NO_TIME", STAMP, "there is no trusted time in it"))
        return
    key = parse_public(bag.read(PUBLIC_KEY) or b"")
    if key is None or not is_signed(key, bag.read(f"signature/{Path(STAMP).name}.sig") or b"", stamp):
        step.problems.append(
            problem_of("TIME_UNTRUSTED", STAMP, "it was not read, as it is not what was signed")
        )
        return
    try:
        inside = self_signed(parse_certificates(bag.read(CHAIN) or b"", CHAIN))
    except PackageError:
        inside = []
    named = (
        None
        if expected.tsa_roots is None
        else parse_certificates(expected.tsa_roots, "the root certificates")
    )
    stamped = check_stamp(stamp, message, inside if named is None else named)
    if stamped.time is None:
        expired = "expired" in str(stamped.fault)
        code = "TIME_EXPIRED" if expired else "TIME_UNTRUSTED"
        step.problems.append(problem_of(code, STAMP, f"the time stamp does not hold: {stamped.fault}"))
        return
    by = (
        "under the root inside, which nobody here vouches for"
        if named is None
        else "under the root that was named"
    )
    step.said = f"signed before {stamped.time:%Y-%m-%d %H:%M:%S} UTC, {by}"


def _check_comparisons(bag: Bag, step: Step, _: Expected) -> None:
    """Step 7."""
    if bag.case is None:
        return
    photos = {
        photo.number: data
        for photo in bag.case.photos
        if (data := bag.photo(photo.number, "originals") or bag.photo(photo.number, "shared")) is not None
    }
    for item in bag.case.comparisons:
        try:
            step.problems += differences(item, repeat(bag.case, item, photos))
        except (ConditionError, KeyError, ValueError) as error:
            step.problems.append(
                problem_of("RERUN_FAILED", f"comparison {item.number}", f"it cannot be repeated ({error})")
            )
    step.said = f"{len(bag.case.comparisons)} comparisons from the originals, with the recorded settings"
    step.said += "; " + _check_reports(bag, bag.case, step)


def _check_reports(bag: Bag, case: Case, step: Step) -> str:
    """Make the reports again from what the package holds; return what was done."""
    software = bag.package.get("software")
    now = {"condition": __version__, "typst": metadata.version("typst")}
    if not isinstance(software, dict) or any(software.get(name) != version for name, version in now.items()):
        return "its reports were made by other versions, and not made again"
    log = parse_log((bag.read("data/custody.log") or b"").decode("utf-8", errors="replace"))
    try:
        again = make_reports(
            case,
            log,
            bag.folder / "data",
            str(bag.package.get("key_sha256")),
            bag.package.get("left_out") or (),
        )
    except (ConditionError, OSError, KeyError, TypeError, ValueError) as error:
        step.problems.append(problem_of("RERUN_FAILED", "reports", f"they cannot be made again ({error})"))
        return "its reports could not be made again"
    for name, report in again.items():
        if bag.read(f"data/{name}") != report:
            step.problems.append(
                problem_of("RERUN_DIFFERS", f"data/{name}", "made again from the package, it is another one")
            )
    return "its reports were made again"
