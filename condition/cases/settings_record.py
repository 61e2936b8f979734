"""The settings of a record -> `Settings`, so that a comparison can be repeated as it was made."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

from condition.errors import SettingsError
from condition.settings import Settings

T = TypeVar("T")


def parse_settings(record: Any) -> Settings:
    """Return the settings that a record of a comparison holds.

    Raises
    ------
    SettingsError
        Where a number is missing or unknown: the record is of a version with other settings.
    """
    return _build(Settings, record, "settings")


def _build(kind: type[T], record: Any, where: str) -> T:
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]  # called with dataclasses alone
    if not isinstance(record, dict) or record.keys() != names:
        raise SettingsError(f"{where}: these are not the settings of this version of the program")
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name], value, f"{where}.{name}") for name, value in record.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, value, where)
    if isinstance(value, list):
        return tuple(_value(None, each, where) for each in value)
    return float(value) if hint is float else value
