"""What people say about a case as a whole: contests and answers, notes, the grade, the sign-off; and the custody log."""

from __future__ import annotations

from typing import Any

import streamlit as st

from condition.cases import Case, CaseComparison, Outcome, carried, grading_on
from condition.language import _, ngettext, sentence, shown
from condition.viewer import case_changes, case_desk
from condition.viewer.case_hear import named_mark
from condition.viewer.case_marks import grade_it, says
from condition.viewer.case_shell import nobody, put, said, show_said, turn, who
from condition.viewer.case_words import GRADES, grade_name, verdict_name, when_words
from condition.viewer.markup import clean, facts, table

#: What became of an earlier decision, by how a later comparison of the same photos came out.
OUTCOMES = {
    Outcome.AGAIN: sentence("Found again as mark {mark}. The decision stands."),
    Outcome.SAYS_OTHERWISE: sentence("Found again as mark {mark}, and the program now says something else about it. The decision stands until a person changes it."),
    Outcome.DECIDED_AGAIN: sentence("Found again as mark {mark}, and decided anew since."),
    Outcome.NOT_FOUND: sentence("Not found in this comparison. The decision is kept with comparison {comparison}; draw the mark if it is there."),
}  # fmt: skip


def show_carried(case: Case, item: CaseComparison) -> None:
    """Say what became of every decision on earlier comparisons of the same photos."""
    earlier = carried(case, item)
    if not earlier:
        return
    rows = [
        (
            _("Mark {mark} of comparison {number}", mark=each.decision.mark, number=each.decision.comparison),
            f"{verdict_name(each.decision.verdict)}, {each.decision.who}",
            shown(OUTCOMES[each.outcome]).format(mark=each.mark, comparison=each.decision.comparison),
        )
        for each in earlier
    ]
    st.html(
        f"<h2>{clean(_('What became of earlier decisions'))}</h2>"
        f"{table((_('Decided then'), _('As'), _('Now')), rows)}"
    )


def show_contests(case: Case, item: CaseComparison | None) -> None:
    """Show what the other side says and what was answered, and take more of both."""
    st.html(f"<h2>{clean(_('The other side'))}</h2>")
    if not case.contests:
        st.html(f'<p class="soft">{clean(_("Nobody has contested anything."))}</p>')
    for contest in case.contests:
        about = ""
        if contest.comparison is not None:
            about = _("about comparison {number}", number=contest.comparison)
        if contest.mark is not None:
            about = _(
                "about mark {mark} of comparison {number}", mark=contest.mark, number=contest.comparison
            )
        answers = [each for each in case.replies if each.contest == contest.number]
        rows = [(each.entry, each.who, each.when, _("Answer"), each.text) for each in answers]
        first = (
            contest.entry,
            contest.who,
            contest.when,
            _("Contest {number}", number=contest.number) + (f", {about}" if about else ""),
            contest.text,
        )
        st.html(says([first, *rows]))  # fmt: skip
    show_said("contest")
    with st.expander(_("Record what they say, or an answer"), icon=":material/forum:", key="contest"):
        _ask_contest(case, item)


def _ask_contest(case: Case, item: CaseComparison | None) -> None:
    mark = named_mark()
    number = int(mark) if item is not None and mark.isascii() and mark.isdigit() else 0
    about: dict[str, tuple[str, int]] = {_("What they say about the case"): ("case", 0)}
    if number:
        about = {_("What they say about mark {mark}", mark=number): ("mark", number), **about}
    for contest in case.contests:
        about[_("Answer to contest {number}", number=contest.number)] = ("reply", contest.number)
    key = f"contest_{turn('contest')}"
    with st.form(f"{key}_form", border=False):
        st.selectbox(_("What it is"), list(about), key=f"{key}_kind")
        st.text_area(_("In their words"), key=key, height=90)
        st.form_submit_button(
            _("Record it"), icon=":material/check:", on_click=_contest, args=(case.name, item, about, key)
        )


def _contest(name: str, item: CaseComparison | None, about: dict[str, tuple[str, int]], key: str) -> None:
    text = st.session_state[key].strip()
    kind, number = about[st.session_state[f"{key}_kind"]]
    if not who() or not text:
        problem = case_desk.Trouble(_("There are no words."), _("Write what they say, and press again."))
        said("contest", problem if who() else nobody())
    elif kind == "reply":
        said("contest", case_changes.answer_contest(name, who(), number, text), _("Recorded."))
    elif kind == "mark" and item is not None:
        said("contest", case_changes.object_to(name, who(), text, item.number, number), _("Recorded."))
    else:
        said("contest", case_changes.object_to(name, who(), text), _("Recorded."))


def show_notes(case: Case) -> None:
    """Show the notes on the case, and take one more."""
    rows = [(each.entry, each.who, each.when, _("Note"), each.text) for each in case.notes]
    none = f'<p class="soft">{clean(_("No notes."))}</p>'
    st.html(f"<h2>{clean(_('Notes'))}</h2>{says(rows) or none}")
    key = f"case_note_{turn('case_note')}"
    with st.form(f"{key}_form", border=False):
        st.text_area(_("A note on the case"), key=key, height=80)
        st.form_submit_button(
            _("Add the note"), icon=":material/edit_note:", on_click=_note, args=(case.name, key)
        )
    show_said("case_note")


def _note(name: str, key: str) -> None:
    text = st.session_state[key].strip()
    if text:
        said("case_note", case_changes.note_on(name, who(), text) if who() else nobody())


def show_sign_off(case: Case, item: CaseComparison | None, left: str) -> None:
    """Show the grade of the piece and who stands for the case, and take both."""
    st.html(f"<h2>{clean(_('Grade and sign-off'))}</h2>")
    graded = None if item is None else grading_on(case, item.number, None)
    rows = [
        (
            each.entry,
            each.who,
            each.when,
            _("Signed off, as of entry {entry}", entry=each.entry - 1),
            each.text,
        )
        for each in case.sign_offs
    ]
    if graded is not None:
        rows += [
            (
                graded.entry,
                graded.who,
                graded.when,
                _("Grade of the piece: {grade}", grade=grade_name(graded.grade)),
                graded.reason,
            )
        ]
    if not case.sign_offs:
        st.html(f'<p class="soft">{clean(_("Nobody has signed yet."))}</p>')
    put(says(sorted(rows, reverse=True)))  # fmt: skip
    one, other = st.columns(2, gap="large")
    if item is not None:
        with one:
            _grade(case, item, None if graded is None else graded.entry)
    with one if item is None else other:
        _sign(case, left)


def _grade(case: Case, item: CaseComparison, seen: int | None) -> None:
    key = f"piece_{turn('piece')}"
    with st.form(f"{key}_form", border=False):
        st.selectbox(
            _("Grade of the piece"),
            list(GRADES),
            None,
            format_func=grade_name,
            key=key,
            placeholder=_("Choose"),
        )
        st.text_input(_("Why"), key=f"{key}_why")
        st.form_submit_button(
            _("Grade the piece"), icon=":material/straighten:", on_click=grade_it, args=("piece", case.name, item.number, None, key, seen)
        )  # fmt: skip
    show_said("piece")


def _sign(case: Case, left: str) -> None:
    key = f"sign_{turn('sign')}"
    later = _("Whatever comes later is told as a change since the sign-off.")
    with st.form(f"{key}_form", border=False):
        st.text_area(
            _("I stand for this case as it is now"), key=key, height=80, placeholder=_("in your words")
        )
        st.html(f'<p class="soft">{clean(left)} {clean(later)}</p>')
        st.form_submit_button(
            _("Sign off"), type="primary", icon=":material/signature:", on_click=_sign_it, args=(case.name, case.entries, key)
        )  # fmt: skip
    show_said("sign")


def _sign_it(name: str, seen: int, key: str) -> None:
    text = st.session_state[key].strip() or _("as it is")
    said("sign", case_changes.sign(name, who(), text, seen) if who() else nobody())


def show_log(case: Case) -> None:
    """Show the custody log, the last entry first."""
    entries = case_desk.log(case.name)
    rows = [(str(each["number"]), when_words(each["when"]), each["who"], _what(each)) for each in entries]
    with st.expander(
        ngettext("Custody log: {number} entry", "Custody log: {number} entries", len(entries)),
        icon=":material/history:",
        key="custody",
    ):
        st.html(
            f'<p class="soft">{clean(_("Each entry holds the hash of the one before. The last has {head}: whoever notes it can prove later that nothing before was changed.", head=case.head))}</p>'
            f"{table((_('Entry'), _('When'), _('Who'), _('What')), rows)}"
        )  # fmt: skip


def _what(entry: Any) -> str:
    """Return what an entry tells, with the numbers it is about."""
    details = entry["details"]
    about = [
        f"{name} {details[name]}"
        for name in ("comparison", "photo", "event", "mark", "verdict", "grade", "shape", "takes_back")
        if details.get(name) is not None
    ]
    return f"{entry['what']}{' · ' if about else ''}{', '.join(about)}"  # fmt: skip


def show_piece(case: Case) -> str:
    """Return what the case is about, as a list of facts."""
    piece = case.piece
    rows = [
        (_("Piece"), piece.kind), (_("Material"), piece.material), (_("Reference"), piece.reference),
        (_("Engraving"), piece.engraving),
        *((name.capitalize(), f"{size:g} mm") for name, size in piece.dimensions_mm.items()),
        *((party.role.replace("_", " ").capitalize(), party.name) for party in case.parties),
        (_("Opened"), when_words(case.opened)),
    ]  # fmt: skip
    return facts([(label, value) for label, value in rows if value])
