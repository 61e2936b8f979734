"""The results of many pairs: what came of each, filter, order, export, and a way to look at one closely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from condition.batch import Pair, classify, render_csv
from condition.language import _, ngettext, sentence, shown
from condition.novelty import Verdict
from condition.report import legend, words
from condition.viewer import desk, intake, intake_pair, intake_visit, many_run
from condition.viewer.markup import badge, clean, hero, notice

#: Rows shown before "Show more" is pressed.
SHOWN = 20
COMPARE_PAGE = Path(__file__).parent / "pages" / "compare.py"
#: What can come of a pair, what matters most first: its name, tone and sign.
RESULTS = {
    "new": (sentence("New marks"), "new", "!"),
    "unclear": (sentence("Cannot tell"), "unclear", "?"),
    "error": (sentence("Not read"), "unclear", "×"),
    "not_comparable": (sentence("Not comparable"), "refused", "≠"),
    "compared": (sentence("Nothing new"), "clean", "✓"),
}
Record = Mapping[str, Any]
Order = Callable[[Record], Any]
ORDERS: dict[str, tuple[str, Order]] = {
    "weight": (
        sentence("What matters first"),
        lambda record: (list(RESULTS).index(result_of(record)), -many_run.surest(record), record["id"]),
    ),
    "name": (sentence("By name"), lambda record: record["id"]),
    "surest": (sentence("Surest new mark first"), lambda record: (-many_run.surest(record), record["id"])),
}


def result_of(record: Record) -> str:
    """Return what came of a pair: a key of `RESULTS`."""
    kind = classify(dict(record))
    doubtful = kind == "compared" and (record.get("counts") or {}).get(Verdict.CANNOT_TELL.value)
    return "unclear" if doubtful else kind


def show_results(run: many_run.Run) -> None:
    """Show what is done so far, and while pairs are still compared look again every second."""
    if run.job.is_running:
        st.fragment(_show, run_every=1.0)(run, True)
    else:
        st.fragment(_show)(run, False)


def _show(run: many_run.Run, was_running: bool) -> None:
    intake_visit.stay()
    records = run.job.records()
    if was_running and not run.job.is_running:
        st.rerun()
    _head(run, records)
    _show_problems(run.job.problems)
    if not records:
        return
    chosen = _choose(records)
    _export(run)
    limit = st.session_state.setdefault("many_shown", SHOWN)
    pairs = {pair.id: pair for pair in run.job.pairs}
    for record in chosen[:limit]:
        _row(record, pairs[record["id"]], run.pictures.get(record["id"], (None, None)))
    if len(chosen) > limit:
        st.button(_("Show {number} more", number=len(chosen) - limit), key="many_more", on_click=_show_all)


def _head(run: many_run.Run, records: Sequence[Record]) -> None:
    total = len(run.job.pairs)
    st.html(hero(_headline(run, records)))
    done = len(records)
    if run.job.is_running:
        told = _("{done} of {total} pairs compared", done=done, total=total)
        with st.container(key="many_go", horizontal=True, vertical_alignment="center"):
            st.progress(done / total, f"{told} …")
            st.button(_("Stop"), key="many_stop", on_click=run.job.stop, icon=":material/stop_circle:")
    elif run.job.stopped:
        told = _("Stopped after {done} of {total} pairs.", done=done, total=total)
        st.html(notice("advice", told, _("What was compared until then stays here.")))
    elif done < total:
        told = _("It ended after {done} of {total} pairs.", done=done, total=total)
        st.html(notice("trouble", told, _("Compare the rest once more; what was compared stays here.")))


def _headline(run: many_run.Run, records: Sequence[Record]) -> str:
    """Return one sentence about all pairs."""
    if run.job.is_running:
        return ngettext("Comparing one pair", "Comparing {number} pairs", len(run.job.pairs))
    came = Counter(result_of(record) for record in records)
    new, quiet, total = came["new"], came["compared"], len(records)
    if new:
        return _("{new} of {total} pairs have new marks", new=new, total=total)
    if quiet and quiet == total:
        return ngettext("Nothing is new in this pair", "Nothing is new in all {number} pairs", total)
    if quiet:
        return _(
            "Nothing is new in {quiet} of {total} pairs; the others could not be judged",
            quiet=quiet, total=total,
        )  # fmt: skip
    return ngettext("This pair could not be judged", "None of the {number} pairs could be judged", total)


def _show_problems(problems: Sequence[str]) -> None:
    if not problems:
        return
    items = "".join(f"<li>{clean(problem)}</li>" for problem in problems[:50])
    title = ngettext("One thing was left out", "{number} things were left out", len(problems))
    with st.expander(title, key="many_problems", expanded=len(problems) <= 3, icon=":material/report:"):
        st.html(f'<ul class="plain">{items}</ul>')


def _choose(records: Sequence[Record]) -> list[Record]:
    counts = Counter(result_of(record) for record in records)
    with st.container(key="many_choose", horizontal=True, vertical_alignment="bottom"):
        wanted = st.pills(
            _("Show"), [kind for kind in RESULTS if counts[kind]], key="many_filter", selection_mode="multi",
            format_func=lambda kind: f"{shown(RESULTS[kind][0])} · {counts[kind]}",
        )  # fmt: skip
        order = st.selectbox(
            _("Order"),
            list(ORDERS),
            key="many_order",
            format_func=lambda name: shown(ORDERS[name][0]),
            width=260,
        )
    kept = [record for record in records if not wanted or result_of(record) in wanted]
    return sorted(kept, key=ORDERS[order][1])


def _export(run: many_run.Run) -> None:
    with st.container(key="many_export", horizontal=True):
        st.download_button(
            _("Table (CSV)"), lambda: render_csv(run.job.records()).encode("utf-8-sig"), "condition-pairs.csv", "text/csv",
            key="many_csv", on_click="ignore", icon=":material/table:", help=_("One row a pair, for a spreadsheet."),
        )  # fmt: skip
        st.download_button(
            _("JSON Lines"), lambda: run.job.lines() + b"\n", "condition-pairs.jsonl", "application/jsonl",
            key="many_jsonl", on_click="ignore", icon=":material/data_object:",
            help=_("One line a pair with every new mark, as `condition batch` writes it."),
        )  # fmt: skip


def _row(record: Record, pair: Pair, pictures: many_run.Pictures) -> None:
    with st.container(border=True, key=f"many_pair_{pair.id}", horizontal=True, vertical_alignment="center"):
        st.html(f'<article class="row">{_pictures(pair, pictures)}{_words(record)}</article>')
        if record["status"] == "error":
            return
        if st.button(_("Open"), key=f"many_open_{pair.id}", icon=":material/compare:"):
            intake_pair.compare_these(*many_run.uploads(pair))
            st.switch_page(COMPARE_PAGE)


def _pictures(pair: Pair, pictures: many_run.Pictures) -> str:
    drawn = ""
    for side, data in zip(intake.SIDES, pictures, strict=True):
        name = shown(intake.SIDES[side])
        source = "" if data is None else desk.serve(data, f"many-{pair.id}-{side}")
        drawn += f'<img src="{source}" alt="{clean(name)}">' if source else f'<i title="{clean(name)}"></i>'
    return f'<div class="two">{drawn}</div>'


def _words(record: Record) -> str:
    name, tone, sign = RESULTS[result_of(record)]
    said = "".join(map(_reason, record["reasons"][:2]))
    return (
        f'<div class="answer {tone}"><h3>{clean(record["id"])}</h3><p class="eyebrow"><span class="state" aria-hidden="true">'
        f"{sign}</span><b>{clean(name)}</b></p>{_counts(record)}{said}</div>"
    )


def _reason(reason: Mapping[str, Any]) -> str:
    side = (
        f'<span class="soft">{clean(words.photo_name(reason["photo"]))}:</span> ' if reason["photo"] else ""
    )
    return f"<p>{side}{clean(reason['text'])}</p>"


def _counts(record: Record) -> str:
    counts = record.get("counts") or {}
    items = "".join(
        f"<li>{badge(verdict)} {counts[verdict.value]} {clean(words.VERDICT_NAMES[verdict].lower())}</li>"
        for verdict in legend.ORDER
        if counts.get(verdict.value)
    )
    chance = many_run.surest(record)
    sure = _("surest {chance}", chance=words.percent(chance)) if chance else ""
    return (
        f'<ul class="counts">{items}{f"<li class=soft>{clean(sure)}</li>" if sure else ""}</ul>'
        if items
        else ""
    )


def _show_all() -> None:
    st.session_state["many_shown"] = 10_000
