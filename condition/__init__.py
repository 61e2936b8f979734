"""Two photos of one piece of jewellery in, a defensible answer to "is this mark new?" out.

>>> import condition
>>> c = condition.compare("before.jpg", "after.jpg")  # doctest: +SKIP
>>> c.status, c.new  # doctest: +SKIP

The names below are loaded when first used, so that ``import condition`` and ``condition --help`` stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from condition.version import __version__

if TYPE_CHECKING:
    from condition.batch import batch, read_results
    from condition.comparison import Comparison
    from condition.edges import break_edge
    from condition.errors import (
        CaseError,
        ClusterError,
        ConditionError,
        EventsError,
        ExchangeError,
        ExtraMissing,
        ManifestError,
        NotComparable,
        PhotoError,
        PhotoNotFetched,
        PhotoSetError,
        PhotoTooLarge,
        PolicyError,
        SettingsError,
        UnreadablePhoto,
        UnsupportedPhoto,
    )
    from condition.evaluation import evaluate
    from condition.exchange import corrections, export, read_annotations, read_parquet
    from condition.photo import Photo, read_photo
    from condition.pipeline import compare
    from condition.policy import parse_facts, parse_policy
    from condition.sets import ComparisonSet, compare_sets
    from condition.settings import Settings
    from condition.timeline import parse_events

__all__ = [
    "CaseError",
    "ClusterError",
    "Comparison",
    "ComparisonSet",
    "ConditionError",
    "EventsError",
    "ExchangeError",
    "ExtraMissing",
    "ManifestError",
    "NotComparable",
    "Photo",
    "PhotoError",
    "PhotoNotFetched",
    "PhotoSetError",
    "PhotoTooLarge",
    "PolicyError",
    "Settings",
    "SettingsError",
    "UnreadablePhoto",
    "UnsupportedPhoto",
    "__version__",
    "batch",
    "break_edge",
    "compare",
    "compare_sets",
    "corrections",
    "evaluate",
    "export",
    "parse_events",
    "parse_facts",
    "parse_policy",
    "read_annotations",
    "read_parquet",
    "read_photo",
    "read_results",
]

_HOMES = {
    "batch": "condition.batch",
    "compare": "condition.pipeline",
    "compare_sets": "condition.sets",
    "Comparison": "condition.comparison",
    "ComparisonSet": "condition.sets",
    "Settings": "condition.settings",
    "Photo": "condition.photo",
    "parse_events": "condition.timeline",
    "parse_facts": "condition.policy",
    "parse_policy": "condition.policy",
    "read_photo": "condition.photo",
    "break_edge": "condition.edges",
    "read_results": "condition.batch",
    "evaluate": "condition.evaluation",
    "corrections": "condition.exchange",
    "export": "condition.exchange",
    "read_annotations": "condition.exchange",
    "read_parquet": "condition.exchange",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name.startswith("_") or name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(_HOMES.get(name, "condition.errors"))
    # `batch` is the room itself, which can be called
    value = home if home.__name__ == f"{__name__}.{name}" else getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
