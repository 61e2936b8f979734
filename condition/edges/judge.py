"""Numbers of an edge -> clean, jagged, or cannot tell, and a sentence with the numbers behind it.

"Jagged" and "clean" are claims about how something broke, so both need room: the whole 95 % interval has to lie on one
side of the limit. What a blur, a highlight or too few pixels can hide is no clean edge.
"""

from __future__ import annotations

from condition.edges.model import Doubt, EdgeSettings, EdgeVerdict
from condition.language import Sentence, joined, sentence
from condition.measurement import Measured
from condition.phrases import percent


def stopping_doubts(
    length_px: float,
    blur_px: float,
    shortest_px: float,
    step: float,
    noise: float,
    glare: float,
    rival: float,
    parted: float,
    settings: EdgeSettings,
) -> tuple[Doubt, ...]:
    """Return why nothing can be measured here; empty where it can."""
    needed_px = settings.min_waves * shortest_px
    found = []
    if rival > settings.max_rival:
        text = sentence(
            "More than one edge crosses the region: the second is {share} as long as the first. Draw the region around one.",
            share=percent(rival),
        )
        found.append(Doubt("MORE_THAN_ONE", text, rival, settings.max_rival))
    if parted < settings.min_parted:
        text = sentence(
            "The two sides differ by {parted:.1f} times their own unevenness; at least {limit:.1f} make an edge, less is a pattern, a shadow "
            "or uneven light. Draw the region around one clear edge, or take the photo on a plain support.",
            parted=parted, limit=settings.min_parted,
        )  # fmt: skip
        found.append(Doubt("NOT_PARTED", text, parted, settings.min_parted))
    if step < settings.min_step * noise:
        text = sentence(
            "The two sides differ by {step:.1f} levels, and the noise is {noise:.1f}: the line between them is not certain. "
            "Take the photo on a support of another brightness.",
            step=step, noise=noise,
        )  # fmt: skip
        found.append(Doubt("LOW_CONTRAST", text, step, settings.min_step * noise))
    if blur_px > settings.max_blur_px:
        text = sentence(
            "The edge is blurred by {blur:.1f} px; at most {limit:.1f} px show how rough it is. Take a sharp photo, or the "
            "original file.",
            blur=blur_px, limit=settings.max_blur_px,
        )  # fmt: skip
        found.append(Doubt("BLURRED", text, blur_px, settings.max_blur_px))
    elif length_px < needed_px:
        text = sentence(
            "The edge is {length:.0f} px long; at this sharpness {needed:.0f} px are needed. Go closer.",
            length=length_px, needed=needed_px,
        )  # fmt: skip
        found.append(Doubt("TOO_SHORT", text, length_px, needed_px))
    if glare > settings.max_glare:
        text = sentence(
            "Highlights cover {share} of the strip beside the edge and move the line. Turn the lamp or the piece a little.",
            share=percent(glare),
        )
        found.append(Doubt("GLARE", text, glare, settings.max_glare))
    return tuple(found)


def judge(
    rms_px: Measured, rms_mm: Measured | None, length_px: float, turns: int, settings: EdgeSettings
) -> tuple[EdgeVerdict, Sentence, tuple[Doubt, ...]]:
    """Return the verdict on a measured edge."""
    if rms_mm is not None:
        rough, clean, jagged = rms_mm, settings.clean_mm, settings.jagged_mm
        said = sentence(
            "It leaves its smooth curve by {rms:.3f} ± {error:.3f} mm (RMS); up to {clean:.3f} mm is clean, from {jagged:.3f} mm on "
            "jagged.",
            rms=rough.value, error=rough.error, clean=clean, jagged=jagged,
        )  # fmt: skip
    else:
        rough = rms_px
        clean, jagged = settings.clean_share * length_px, settings.jagged_share * length_px
        said = sentence(
            "It leaves its smooth curve by {rms:.2f} ± {error:.2f} px (RMS) over {length:.0f} px; for this length, up to {clean:.2f} px "
            "is clean, from {jagged:.2f} px on jagged. No scale is known, so this holds at this magnification only.",
            rms=rough.value, error=rough.error, length=length_px, clean=clean, jagged=jagged,
        )  # fmt: skip
    if rough.value + rough.error <= clean:
        return EdgeVerdict.CLEAN, joined([sentence("The edge is clean."), said]), ()
    if rough.value - rough.error < jagged:
        return EdgeVerdict.CANNOT_TELL, said, (Doubt("BETWEEN", said, rough.value, jagged),)
    if turns < settings.min_turns:
        text = sentence(
            "It changes its direction {turns} times only; at least {least} make it jagged. A wavy shape, or a curve that a cubic "
            "does not follow.",
            turns=turns, least=settings.min_turns,
        )  # fmt: skip
        told = joined([said, text])
        return (
            EdgeVerdict.CANNOT_TELL,
            told,
            (Doubt("A_SHAPE", told, float(turns), float(settings.min_turns)),),
        )
    return EdgeVerdict.JAGGED, joined([sentence("The edge is jagged."), said]), ()
