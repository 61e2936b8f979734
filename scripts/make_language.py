"""Collect every sentence of the package, carry the catalogues over to them, and compile these.

Run by ``make language`` after a sentence was written or changed, or a ``.po`` file was edited. A changed sentence is a new one:
nothing is guessed from similar ones, because a nearly right translation of evidence is wrong. What nobody translated yet
is listed, and shown in English.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from condition.viewer.canvas_words import canvas_sentences

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "condition"
LOCALES = PACKAGE / "language" / "locales"
CODES = ("de", "fr", "es", "zh")
#: Functions whose first strings are sentences, and which of their arguments.
KEYWORDS = {
    "_": None,
    "sentence": None,
    "plural": (1, 2),
    "ngettext": (1, 2),
}
#: Lines of the header that would change with every run, or say nothing.
NO_HEADERS = (
    '"Project-Id-Version:',
    '"Report-Msgid',
    '"POT-Creation-Date:',
    '"PO-Revision-Date:',
    '"Last-Translator:',
    '"Language-Team:',
    '"Generated-By:',
)
METHODS = [
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.svg", "jinja2"),
]
OPTIONS = {"**/templates/**": {"silent": "false"}}


def main() -> int:
    """Write the catalogues; 1 where something is not translated."""
    collected = collect()
    missing = 0
    for code in CODES:
        catalogue = updated(code, collected)
        folder(code).mkdir(parents=True, exist_ok=True)
        (folder(code) / "condition.po").write_bytes(as_po(catalogue))
        (folder(code) / "condition.mo").write_bytes(as_mo(catalogue))
        untranslated = [message.id for message in catalogue if message.id and not is_translated(message)]
        missing += len(untranslated)
        print(f"{code}: {len(catalogue)} sentences, {len(untranslated)} not translated")
    return 1 if missing else 0


def folder(code: str) -> Path:
    """Return where the catalogue of a language lies."""
    return LOCALES / code / "LC_MESSAGES"


def collect() -> Catalog:
    """Return a catalogue of all sentences in the code and the templates, untranslated, with the files they are in."""
    catalogue = Catalog()
    for path in sorted(PACKAGE.rglob("*.py")):
        for message in (*said_in(path), *advised_in(path)):
            catalogue.add(message, None, [(str(path.relative_to(ROOT)), 1)])
    for name, _, shown, comments, context in extract_from_dir(PACKAGE, METHODS, OPTIONS, KEYWORDS):
        catalogue.add(shown, None, [(f"condition/{name}", 1)], auto_comments=comments, context=context)
    for text in canvas_sentences():
        catalogue.add(text, None, [("condition/viewer/assets/canvas", 1)])
    return catalogue


def said_in(path: Path) -> Iterator[str | tuple[str, str]]:
    """Yield the sentences of a module, also those inside f-strings, which a reader of tokens does not see."""
    if path.parent.name == "language":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            not isinstance(node, ast.Call)
            or not isinstance(node.func, ast.Name)
            or node.func.id not in KEYWORDS
        ):
            continue
        texts = [
            each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if node.func.id in ("plural", "ngettext") and len(texts) >= 2:
            yield texts[0], texts[1]
        elif texts and node.func.id in ("_", "sentence"):
            yield texts[0]


def advised_in(path: Path) -> Iterator[str]:
    """Yield the advice of the errors a module defines: plain text, because the room of languages knows the errors."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ClassDef):
            continue
        for line in node.body:
            match line:
                case ast.Assign(targets=[ast.Name(id="advice")], value=ast.Constant(value=str(text))):
                    yield text
                case ast.AnnAssign(target=ast.Name(id="advice"), value=ast.Constant(value=str(text))):
                    yield text


def updated(code: str, collected: Catalog) -> Catalog:
    """Return the catalogue of a language with the sentences of now: new ones empty, those that are gone left out."""
    path = folder(code) / "condition.po"
    old = read_po(io.BytesIO(path.read_bytes()), code) if path.exists() else Catalog(code)
    header = old.header_comment if path.exists() else f"# {code}: the sentences of condition."
    fresh = Catalog(code, header_comment=header, charset="utf-8", fuzzy=False)
    for message in sorted(collected, key=lambda each: (each.locations or [("", 0)])[0][0]):
        if not message.id:
            continue
        known = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        same = known is not None and known.id == message.id
        text = known.string if same and known is not None else None
        fresh.add(message.id, text, message.locations, auto_comments=message.auto_comments)
    return fresh


def is_translated(message: object) -> bool:
    """Return whether every form of a message has its text."""
    text = getattr(message, "string", "")
    return all(text) if isinstance(text, tuple | list) else bool(text)


def as_po(catalogue: Catalog) -> bytes:
    """Return the text of a catalogue without dates, so that the same sentences give the same file."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, include_lineno=False, sort_output=False)
    lines = [
        line for line in buffer.getvalue().decode("utf-8").splitlines() if not line.startswith(NO_HEADERS)
    ]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def as_mo(catalogue: Catalog) -> bytes:
    """Return the compiled form; a sentence without translation is not in it."""
    buffer = io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(buffer, catalogue)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
