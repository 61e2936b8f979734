"""Every error a caller can catch, and what a person can do about each.

::

    ConditionError
    ├── PhotoError              a photo that cannot be used, says which one
    │   ├── UnreadablePhoto     damaged, empty, not a picture, not there
    │   │   └── PhotoNotFetched at an address (s3://...) that could not be read
    │   ├── UnsupportedPhoto    a format this program does not read
    │   └── PhotoTooLarge       over the limit on bytes or pixels
    ├── PhotoSetError           photos of one piece that make no set: none on a side, too many
    ├── NotComparable           findings were asked of a comparison that was refused
    ├── CaseError               a case folder or store that cannot be used
    │   ├── ManifestError       a list of pairs or files that cannot be read
    │   ├── EventsError         a file of events and facts that cannot be read
    │   ├── PolicyError         a policy that cannot be read
    │   ├── CaseChanged         somebody else changed the case in the meantime
    │   └── PackageError        a package, key or time stamp that cannot be made or used
    ├── ClusterError            a Dask scheduler or workers that cannot be used
    ├── ExtraMissing            a part of the program that is installed on request only
    ├── ExchangeError           a file for or of another program that cannot be written or read
    └── SettingsError           a setting out of its range
        ├── TrustListError      a list of trusted certificates that cannot be used
        └── UnknownLanguage     a language that nothing here is translated into

A refusal ("these two photos cannot be compared") is a *result*, not an error; `NotComparable` is raised only
when somebody reads findings that do not exist, because an empty list would read as "no damage".
"""

from __future__ import annotations


class ConditionError(Exception):
    """Base of every error raised on purpose by this package."""

    advice = "Run the command again with -v for details."

    def hint(self) -> str:
        """Return one sentence that says what the person can do."""
        return self.advice


class PhotoError(ConditionError):
    """A photo that cannot be used.

    Parameters
    ----------
    name : str
        The file's name as the user knows it.
    problem : str
        What was found, as a clause without the name ("is empty").
    """

    advice = "Send the original file as the camera wrote it: JPEG, HEIC, PNG, WebP, TIFF or AVIF."

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem

    def __reduce__(self) -> tuple[type[PhotoError], tuple[str, str]]:
        """Pickle by the two arguments, so that the error survives a worker process."""
        return type(self), (self.name, self.problem)


class UnreadablePhoto(PhotoError):
    """The bytes are damaged, empty, not a picture, or not there."""


class PhotoNotFetched(UnreadablePhoto):
    """A photo given by its address was not there, was not given out, or did not arrive."""

    advice = (
        "Check the address, and that the machine that compares may read it: network, keys, and the package of that "
        "kind of store (s3fs for s3://)."
    )


class UnsupportedPhoto(PhotoError):
    """The bytes are a picture of a format that is not read."""


class PhotoTooLarge(PhotoError):
    """The photo is over the limit on bytes or pixels; it was not decoded."""

    advice = "Send a smaller copy beside the original, or raise the limit in the settings."


class PhotoSetError(ConditionError):
    """Photos of one piece that make no set: none on a side, too many, or none that can be used."""

    advice = (
        "Give the photos from before and those from after as two folders or two lists; of many photos keep those that show "
        "the piece largest and sharpest. `condition batch` takes many pieces."
    )


class NotComparable(ConditionError):
    """Findings were asked of a comparison that was refused."""

    advice = "Read `reasons`: each says what was measured, what is required, and what to retake."


class CaseError(ConditionError):
    """A case that cannot be opened or written."""

    advice = "Check the path of the case and that you may write there."


class ManifestError(CaseError):
    """A list of pairs or files that cannot be read; the message names the line and the key."""

    advice = "Mend the named line; the README shows one valid line."


class EventsError(CaseError):
    """A file of events and facts that cannot be read; the message names the event and the key."""

    advice = "Mend the named place; docs/events.md describes every key."


class PolicyError(CaseError):
    """A policy that cannot be read; the message names the clause and the key."""

    advice = "Mend the named place; docs/policy.md describes every key."


class CaseChanged(CaseError):
    """The case was changed by somebody else after it was read; nothing was written."""

    advice = "Look at the case as it is now (`condition case show CASE`), then decide again."


class PackageError(CaseError):
    """A package, a key or a time stamp that cannot be made or used."""

    advice = "docs/cases.md says what a package, a key and a time stamp need."


class ClusterError(ConditionError):
    """A Dask scheduler that does not answer, or workers that are not there, are not alike, or were lost."""

    advice = "docs/batch.md says how a scheduler and workers are started; `--resume` keeps the pairs that are done."


class ExtraMissing(ConditionError):
    """A part of the program that is installed on request only, and is not."""

    advice = "Install it: pip install 'condition[dask]'"


class ExchangeError(ConditionError):
    """A file for another program, or of one, that cannot be written or read: Parquet, COCO, LabelMe, a set with its truth."""

    advice = "docs/exchange.md describes the files, and what a drawing program has to leave as it is."


class SettingsError(ConditionError):
    """A setting outside its range."""

    advice = "See the settings' docstrings for units and ranges."


class TrustListError(SettingsError):
    """A list of trusted certificates that cannot be used."""

    advice = "Give a text file of certificates in PEM form, each from BEGIN CERTIFICATE to END CERTIFICATE."


class UnknownLanguage(SettingsError):
    """A language that nothing here is translated into; the message lists those that can be chosen."""

    advice = "Leave --language and CONDITION_LANGUAGE out for English."
