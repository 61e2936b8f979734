"""Photos of both sides -> the pairs that show the same part of the piece, compared; and why the others have no partner.

1. Every photo is sketched once; every before photo is held against every after photo by the first, quick stage of the search.
2. For each after photo, the most alike before photos are compared in full, until enough of them fit or enough were tried.
3. A photo that fits no other as a whole may be a close-up: it is looked for inside the photos of the other side, and compared
   with the part that it shows.
4. Close-ups of both sides may fit only each other. Then they are looked for in the overview of their own side, so that their
   marks can be carried back onto it.
5. A before photo that nobody asked for yet is tried once with the after photo that is most like it.

Only a comparison that is accepted makes a pair: retrieval ranks, registration decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from condition.comparison import COMPARED, Comparison
from condition.geometry import local_scale
from condition.language import Sentence, sentence
from condition.photo import Photo
from condition.pipeline import compare
from condition.quality import Piece
from condition.reasons import Reason
from condition.registration import Likeness, Sketch, box_inside, find_inside, likeness, sketch
from condition.sets.frames import Frames, group
from condition.sets.model import Box, ComparedPair, LeftOut, Link, SetPhoto, Why
from condition.sets.parts import carried_piece, cut_piece, part_of
from condition.settings import Settings
from condition.timeline import ONE_PICTURE, Event

#: Before photos that an after photo is compared with: three lights tell a highlight from a mark, a fourth hardly adds.
PARTNERS = 3
#: Full comparisons that are tried for one after photo before it counts as unpaired.
TRIES = 4
#: Photos of the other side in which a close-up is looked for.
OVERVIEWS = 3
#: From this difference of scale on, a close-up is compared with the part that it shows.
ZOOM = 1.8

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """What pairing gives: compared pairs, links between them, photos without a partner, and how many pairs were refused."""

    pairs: tuple[ComparedPair, ...]
    links: tuple[Link, ...]
    left_out: tuple[LeftOut, ...]
    refused: int


@dataclass(slots=True, eq=False)
class _Desk:
    """What was tried so far."""

    before: Sequence[SetPhoto]
    after: Sequence[SetPhoto]
    sketches: dict[int, Sketch]
    settings: Settings
    progress: Progress
    events: Sequence[Event] = ()
    tried: dict[tuple[int, int], ComparedPair] = field(default_factory=dict)

    def compare(self, b: int, a: int) -> ComparedPair:
        """The comparison of two photos, made once; of a part, where one is a close-up of the other."""
        if (b, a) not in self.tried:
            before, after = self.before[b], self.after[a]
            self.progress(f"{before.name} and {after.name}")
            comparison = self._compared(before.photo, after.photo, (before.piece, after.piece))
            whole = ComparedPair(before, after, comparison)
            self.tried[b, a] = self._closer(whole) if _much_apart(whole) else whole
        return self.tried[b, a]

    def look_closer(self, b: int, a: int) -> ComparedPair:
        """The same, with each looked for inside the other where they do not fit as a whole."""
        pair = self.compare(b, a)
        if not _fits(pair) and not pair.loupe:
            self.tried[b, a] = pair = self._closer(pair)
        return pair

    def _closer(self, whole: ComparedPair) -> ComparedPair:
        """A comparison of the part of an overview that a close-up shows; the whole one where there is none, or it is refused."""
        for pair, pieces in self._parts(whole):
            self.progress(f"{whole.before.name} and {whole.after.name}, close-up")
            before = part_of(whole.before.photo, pair.before_part)
            after = part_of(whole.after.photo, pair.after_part)
            # what the files say about themselves is about the whole photos: a part would look cropped
            parts = replace(self._compared(before, after, pieces), checks=whole.comparison.checks)
            made = replace(pair, comparison=parts)
            if _fits(made):
                return made
        return whole

    def _parts(self, whole: ComparedPair) -> list[tuple[ComparedPair, tuple[Piece, Piece]]]:
        """Where one of the two lies inside the other, the likelier first, with the piece in both parts."""
        before, after = whole.before, whole.after
        found: list[tuple[float, ComparedPair, tuple[Piece, Piece]]] = []
        for overview, closeup in ((before, after), (after, before)):
            first, second = (self.sketches[id(photo)] for photo in (overview, closeup))
            inside = self._inside(whole, first, second, overview is before)
            box = None if inside is None else box_inside(first, second, inside)
            if inside is None or inside.after_from_before is None or box is None:
                continue
            part, cut = Box(*box), cut_piece(overview, Box(*box))
            shown = carried_piece(overview, closeup, inside.after_from_before)
            if overview is before:
                found.append((inside.evidence, replace(whole, before_part=part), (cut, shown)))
            else:
                found.append((inside.evidence, replace(whole, after_part=part), (shown, cut)))
        return [(pair, pieces) for _, pair, pieces in sorted(found, key=lambda item: -item[0])]

    def _inside(
        self, whole: ComparedPair, overview: Sketch, closeup: Sketch, on_before: bool
    ) -> Likeness | None:
        """The mapping of an overview onto a close-up: the alignment where the two fit, else looked for."""
        alignment = whole.comparison.alignment
        if alignment is None:
            return find_inside(overview, closeup, self.settings.registration.search)
        there = alignment.after_from_before
        return Likeness(alignment.evidence, there if on_before else np.asarray(np.linalg.inv(there)), 0)

    def _compared(self, before: Photo, after: Photo, pieces: tuple[Piece, Piece]) -> Comparison:
        return compare(before, after, events=self.events, settings=self.settings, pieces=pieces)


def pair_up(
    before: Sequence[SetPhoto],
    after: Sequence[SetPhoto],
    settings: Settings,
    progress: Progress,
    events: Sequence[Event] = (),
) -> Paired:
    """Compare the photos that show the same part of the piece.

    Parameters
    ----------
    before, after : sequence of SetPhoto
        The photos of both sides; either may be empty.
    settings : Settings
        Every number the comparisons use.
    progress : callable
        Called with a few words as each step begins.
    events : sequence of Event
        Checked against the times of every pair.
    """
    progress("pairing")
    photos = (*before, *after)
    sketches = {id(photo): sketch(photo.photo, photo.piece) for photo in photos}
    desk = _Desk(before, after, sketches, settings, progress, events)
    alike = _likenesses(desk)
    for a in range(len(after)):
        _find_partners(desk, a, sorted(range(len(before)), key=lambda b: (-_rank(alike[b, a]), b)))
    for b in range(len(before)):
        if after and not any(key[0] == b for key in desk.tried):
            desk.look_closer(b, max(range(len(after)), key=lambda a: (_rank(alike[b, a]), -a)))
    pairs = tuple(
        desk.tried[key] for key in sorted(desk.tried, key=lambda key: key[::-1]) if _fits(desk.tried[key])
    )
    left_out = (
        *(
            photo
            for b in range(len(before))
            if (photo := _unpaired(desk, before[b], [k for k in desk.tried if k[0] == b]))
        ),
        *(
            photo
            for a in range(len(after))
            if (photo := _unpaired(desk, after[a], [k for k in desk.tried if k[1] == a]))
        ),
    )
    return Paired(pairs, _links(desk, pairs), left_out, sum(not _fits(pair) for pair in desk.tried.values()))


def _links(desk: _Desk, pairs: Sequence[ComparedPair]) -> tuple[Link, ...]:
    """Where the after photos of smaller groups lie in the overview of the largest one: close-ups of both sides pair alone."""
    groups = group(pairs, Frames(pairs))
    needed = desk.settings.registration.demands.min_evidence
    links = []
    for other in groups[1:]:
        overview = groups[0].reference
        for closeup in other.after[:OVERVIEWS]:
            first, second = (desk.sketches[id(photo)] for photo in (overview, closeup))
            inside = find_inside(first, second, desk.settings.registration.search)
            if inside is None or inside.after_from_before is None or inside.evidence < needed:
                continue
            if box_inside(first, second, inside) is not None:
                links.append(Link(overview, closeup, inside.after_from_before, inside.evidence))
                break
    return tuple(links)


def _likenesses(desk: _Desk) -> dict[tuple[int, int], Likeness]:
    search = desk.settings.registration.search
    return {
        (b, a): likeness(desk.sketches[id(first)], desk.sketches[id(second)], search)
        for b, first in enumerate(desk.before)
        for a, second in enumerate(desk.after)
    }


def _rank(alike: Likeness) -> float:
    return alike.evidence


def _find_partners(desk: _Desk, a: int, order: Sequence[int]) -> None:
    """Compare an after photo with the before photos most like it, as whole photos, then as close-ups."""
    found = 0
    for b in order[:TRIES]:
        found += _fits(desk.compare(b, a))
        if found == PARTNERS:
            return
    if not found:
        for b in order[:OVERVIEWS]:
            if _fits(desk.look_closer(b, a)):
                return


def _fits(pair: ComparedPair) -> bool:
    one_picture = any(check.code in ONE_PICTURE for check in pair.comparison.checks)
    return pair.comparison.status == COMPARED and not one_picture


def _much_apart(pair: ComparedPair) -> bool:
    """Whether two photos fit, but at so different scales that the part alone is compared more exactly."""
    if pair.comparison.alignment is None:
        return False
    scale = local_scale(pair.comparison.alignment.after_from_before, pair.before.piece.centre)
    sizes = [max(photo.photo.width, photo.photo.height) for photo in (pair.before, pair.after)]
    return not 1 / ZOOM < scale * sizes[0] / sizes[1] < ZOOM


def _unpaired(desk: _Desk, photo: SetPhoto, keys: Sequence[tuple[int, int]]) -> LeftOut | None:
    """Why a photo has no partner; None where it has one."""
    pairs = [desk.tried[key] for key in keys]
    if any(_fits(pair) for pair in pairs):
        return None
    other = "after" if photo.side.value == "before" else "before"
    if not pairs:
        text = sentence("There was no photo on the other side to compare it with.")
        return LeftOut(photo.side, photo.name, Why.UNPAIRED, text)
    nearest = max(pairs, key=_closeness)
    if nearest.comparison.status == COMPARED:
        text = sentence(
            "It is one and the same picture as {name}, so it cannot show what is new.",
            name=_other(nearest, photo).name,
        )
        return LeftOut(photo.side, photo.name, Why.ON_BOTH_SIDES, text)
    reason: Reason = nearest.comparison.reasons[0]
    text = _UNPAIRED[other](_other(nearest, photo).name, len(pairs), reason.text)
    return LeftOut(photo.side, photo.name, Why.UNPAIRED, text, reason.fix, nearest.comparison.reasons)


def _other(pair: ComparedPair, photo: SetPhoto) -> SetPhoto:
    return pair.after if photo is pair.before else pair.before


def _closeness(pair: ComparedPair) -> float:
    """How near a refused pair came to what is required; one picture twice is nearer than any other."""
    if pair.comparison.status == COMPARED:
        return np.inf
    reason = pair.comparison.reasons[0]
    return -np.inf if reason.measured is None else reason.measured


def _no_after(name: str, tried: int, why: str) -> Sentence:
    return sentence(
        "No after photo shows the same part of the piece ({tried} tried). The nearest is {name}: {why}",
        name=name, tried=tried, why=why,
    )  # fmt: skip


def _no_before(name: str, tried: int, why: str) -> Sentence:
    return sentence(
        "No before photo shows the same part of the piece ({tried} tried). The nearest is {name}: {why}",
        name=name, tried=tried, why=why,
    )  # fmt: skip


_UNPAIRED = {"after": _no_after, "before": _no_before}
