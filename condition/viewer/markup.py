"""Pieces of HTML that several pages share. Every text from outside goes through `clean`, and only through it."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Sequence

from condition.language import _, shown
from condition.measurement import Finding
from condition.novelty import Alternative, Verdict
from condition.policy import Policy, Ruling
from condition.reasons import Reason
from condition.report import NARROW, WIDE, inline, legend, printable, render_timeline, words
from condition.timeline import Check, LineEntry

_UNIT = re.compile(r"(?<=\d) (?=(?:%|px|mm|MB)(?:\W|$))")


def clean(text: object) -> str:
    """Return a text as HTML that shows it on one line, whatever it holds; a number stays with its unit."""
    return _UNIT.sub(
        "\N{NO-BREAK SPACE}", html.escape(printable(shown(text) if isinstance(text, str) else text))
    )


def hero(title: object, lead: object = "") -> str:
    """Return the head of a page: its question or state, and a sentence about it."""
    below = f'<p class="lead">{clean(lead)}</p>' if lead else ""
    return f'<header class="hero"><h1>{clean(title)}</h1>{below}</header>'


def verdict_hero(
    tone: str, sign: str, about: str, title: object, lead: object, *, heading: str = "h1"
) -> str:
    """Return the head of an answer: its sign, what it is about (HTML), the answer and a sentence more.

    `tone` colours it: ``new``, ``unclear``, ``clean`` or ``refused``.
    """
    return (
        f'<header class="hero answer {tone}"><p class="eyebrow"><span class="state" aria-hidden="true">{sign}</span>'
        f"<span>{about}</span></p><{heading}>{clean(title)}</{heading}>"
        f'<p class="lead">{clean(lead)}</p></header>'
    )


def notice(tone: str, title: str, text: str) -> str:
    """Return a box with a title and what to do; `tone` is one of ``trouble``, ``advice``, ``good``."""
    role = "alert" if tone == "trouble" else "status"
    return f'<div class="notice {tone}" role="{role}"><b>{clean(title)}</b><p>{clean(text)}</p></div>'


def badge(verdict: Verdict) -> str:
    """Return the sign of a verdict: its colour, its shape and its letter."""
    style = legend.STYLES[verdict]
    low = 19.5 if style.shape == "triangle" else 16.4
    drawn = (
        f'<path d="{inline.glyph_data(style.shape)}" fill="{style.css}"/><text x="12" y="{low}" text-anchor="middle" '
        f'font-family="sans-serif" font-size="12" font-weight="800" fill="rgb{style.ink}">{style.letter}</text>'
    )
    return f'<img class="glyph" alt="" src="{picture_uri(drawn, 24, 24)}">'


def picture_uri(drawn: str, width: int, height: int) -> str:
    """Return SVG elements as the address of a picture; Streamlit drops SVG from the HTML it is given, but no pictures."""
    return svg_uri(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{drawn}</svg>')


def svg_uri(document: str) -> str:
    """Return an SVG document as the address of a picture."""
    return "data:image/svg+xml;base64," + base64.b64encode(document.encode()).decode("ascii")


def time_line(entries: Sequence[LineEntry]) -> str:
    """Return the picture of a time line, one form for wide and one for narrow screens, and the same in words."""
    told = _(
        "Time line: {contents}",
        contents=_(", then ").join(f"{shown(entry.label)} ({entry.said})" for entry in entries),
    )
    return "".join(
        f'<img class="line {name}" alt="{clean(told)}" src="{svg_uri(render_timeline(entries, form))}">'
        for name, form in (("wide", WIDE), ("narrow", NARROW))
    )


def policy(held: Policy, items: Iterable[Ruling]) -> str:
    """Return what the clauses of a policy give, as a list in its order under its name."""
    rows = "".join(
        f'<li><span class="sev out-{item.outcome.value}"><i aria-hidden="true"></i>{words.OUTCOME_NAMES[item.outcome]}'
        f"</span><div><p><b>{clean(item.clause.text)}</b></p><p>{clean(item.text)}</p>"
        f'<p class="soft">{clean(item.clause.source)}</p></div></li>'
        for item in items
    )
    title = clean(_("Policy: {name}", name=held.name))
    return f'<h2>{title}</h2><p class="lead">{clean(words.NO_VERDICT)}</p><ul class="checks">{rows}</ul>'


def alternatives(finding: Finding) -> str:
    """Return what else a mark could be, by what is open and what is ruled out; empty where nothing is claimed to be new."""
    groups = "".join(
        f'<p class="soft">{state}</p><ul class="alternatives">{"".join(map(_alternative, items))}</ul>'
        for state, items in words.weighed(finding)
    )
    return (
        f'<section class="other"><h4>{clean(_("What else it could be"))}</h4>{groups}</section>'
        if groups
        else ""
    )


def _alternative(item: Alternative) -> str:
    sign = {True: "out", False: "open", None: "unchecked"}[item.ruled_out]
    numbers, entry = words.held_against(item), item.entry
    told = f'<p class="soft">{clean(numbers)}</p>' if numbers else ""
    settles = "" if item.ruled_out else f"<p><b>{clean(_('To settle it'))}</b> {clean(entry.settles)}</p>"
    return (
        f'<li class="alt {sign}"><i aria-hidden="true"></i><div><p><b>{clean(words.sentence_case(shown(entry.name)))}</b></p>'
        f"<p>{clean(item.text)}</p>{told}{settles}</div></li>"
    )


def facts(rows: Iterable[tuple[str, str]], *, in_rows: bool = False) -> str:
    """Return label and value pairs as a definition list, side by side or one a row."""
    cells = "".join(f"<div><dt>{clean(label)}</dt><dd>{clean(value)}</dd></div>" for label, value in rows)
    return f'<dl class="{"facts rows" if in_rows else "facts"}">{cells}</dl>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column names the row; every cell is text."""
    titles = "".join(f'<th scope="col">{clean(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{clean(first)}</th>{"".join(f"<td>{clean(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return f'<div class="table" tabindex="0"><table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table></div>'


def reason(item: Reason, *, with_photo: bool = True, with_fix: bool = True) -> str:
    """Return one reason: which photo, what was found, measured and required, and what to do."""
    numbers = ""
    if item.measured is not None:
        pairs = ((_("Measured"), item.measured), (_("Required"), item.required))
        told = "".join(
            f"<span>{name} <b>{clean(words.reason_value(item, value))}</b></span>"
            for name, value in pairs
            if value is not None
        )
        numbers = f'<p class="numbers">{told}<span class="soft">{clean(words.reason_unit(item))}</span></p>'
    photo = f'<p class="soft">{clean(words.photo_name(item.photo))}</p>' if with_photo else ""
    fix = f"<p><b>{clean(_('What to do'))}</b> {clean(item.fix)}</p>" if with_fix else ""
    return f'<li class="reason">{photo}<p class="said">{clean(item.text)}</p>{numbers}{fix}</li>'


def reasons(items: Iterable[Reason], *, with_photo: bool = True, with_fix: bool = True) -> str:
    """Return reasons as a list."""
    told = "".join(reason(item, with_photo=with_photo, with_fix=with_fix) for item in items)
    return f'<ul class="reasons">{told}</ul>'


def checks(items: Iterable[Check]) -> str:
    """Return checks as a list, the gravest first; each with its severity, its sentence and the tags it rests on."""
    ordered = sorted(items, key=lambda check: -words.GRAVITY.index(check.severity))
    return f'<ul class="checks">{"".join(_check(check) for check in ordered)}</ul>'


def _check(check: Check) -> str:
    severity = check.severity.value
    tags = f'<p class="soft">{clean(", ".join(check.tags))}</p>' if check.tags else ""
    side = f'<span class="soft">{clean(words.photo_name(check.photo))}:</span> ' if check.photo else ""
    return (
        f'<li><span class="sev {severity}"><i aria-hidden="true"></i>{words.SEVERITY_NAMES[check.severity]}</span>'
        f"<div><p>{side}{clean(check.text)}</p>{tags}</div></li>"
    )
