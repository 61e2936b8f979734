"""IPTC-IIM record -> its date and time of creation and its program, as texts."""

from __future__ import annotations

#: Data set of record 2 -> name (IPTC-IIM 4.2).
WANTED = {
    55: "DateCreated",
    60: "TimeCreated",
    62: "DigitalCreationDate",
    63: "DigitalCreationTime",
    65: "OriginatingProgram",
}


def read_iptc(record: bytes) -> dict[str, str]:
    """Return the wanted data sets of one IIM record; what follows a damaged one is not read."""
    found: dict[str, str] = {}
    position = 0
    while position + 5 <= len(record) and record[position] == 0x1C:
        number, data_set = record[position + 1], record[position + 2]
        size = int.from_bytes(record[position + 3 : position + 5], "big")
        if size & 0x8000:  # an extended length: none of the wanted ones has it
            return found
        if number == 2 and data_set in WANTED:
            body = record[position + 5 : position + 5 + size]
            found.setdefault(WANTED[data_set], body.decode("latin-1")[:100].strip("\x00 "))
        position += 5 + size
    return found
