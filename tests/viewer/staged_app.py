"""The viewer with staged comparisons: known marks in every verdict, so that tests do not wait for the real one.

The name of the before photo chooses: `small` a before photo of a fifth of the size, `refused` a refusal, any other five
marks on photos of one size. `early` as the after photo gives the order that the times say, as the before photo one mark. What a
person drew is written on the page, as Python has it. ``?busy=1`` in the address makes a server that takes a second for an upload
and for each time it shows the canvas, so that the next wish comes in between; ``?crowded=1`` five more old marks.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import cv2
import numpy as np
import streamlit as st

import condition
from condition.geometry import scale_matrix
from condition.report import tiles
from condition.timeline import check_pair
from condition.viewer import answer, canvas, desk, main
from tests.builders import make_comparison, make_quality, make_refused

STAGES = ("photo", "quality", "timeline", "registration", "marks", "novelty", "measurement")
SMALLER = 0.2
#: Width of the photos, px; the overview is smaller than usual, so that their own pixels come after it.
WIDTH, OVERVIEW_SIDE_PX = 1200, 640
MM_PER_PX = 0.02
BUSY_S = 1.0


@cache
def five_marks() -> condition.Comparison:
    """Return five marks with all four verdicts."""
    return make_comparison(WIDTH)


def with_small_before() -> condition.Comparison:
    """Return the same with a before photo of a fifth of the size."""
    whole = five_marks()
    assert whole.alignment is not None
    pixels = cv2.resize(whole.before.pixels, None, fx=SMALLER, fy=SMALLER, interpolation=cv2.INTER_AREA)
    mapping = whole.alignment.after_from_before @ np.linalg.inv(scale_matrix(SMALLER))
    return replace(
        whole,
        before=replace(whole.before, pixels=np.asarray(pixels, np.uint8), sha256="5" * 64),
        alignment=replace(whole.alignment, after_from_before=mapping),
    )


def staged(before: Any, after: Any, *, progress: Any) -> condition.Comparison:
    """Announce every stage and return what the name of the before photo asks for."""
    for stage in STAGES:
        progress(stage)
    if before.name.startswith("refused"):
        return make_refused()
    if after.name.startswith("early"):
        return replace(five_marks(), checks=check_pair(before, after))
    if before.name.startswith("early"):
        rest = five_marks().all_findings[-1:]
        return replace(five_marks(), all_findings=rest, before=replace(five_marks().before, sha256="6" * 64))
    if "crowded" in st.query_params:
        marks = five_marks().all_findings
        old = next(mark for mark in marks if mark.verdict is condition.novelty.Verdict.ALREADY_THERE)
        return replace(
            five_marks(), all_findings=(*marks, *(replace(old, number=number) for number in range(6, 11)))
        )
    return with_small_before() if before.name.startswith("small") else five_marks()


def shown_and_told(
    comparison: condition.Comparison, focus: dict[str, int] | None, *, start: int | None
) -> None:
    """Show the canvas with a scale, and write what Python knows of the drawn shapes."""
    if "busy" in st.query_params:
        time.sleep(BUSY_S)
    canvas.show_canvas(comparison, focus, start=start, mm_per_px=MM_PER_PX)
    told = json.dumps([shape.as_record() for shape in canvas.drawn_on(comparison)])
    st.html(f'<pre class="told">{told}</pre>')


# the script runs again and again in one process: always the widget itself, and never what this script made of it
uploader = getattr(st.file_uploader, "own", st.file_uploader)


def busy_uploader(*args: Any, on_change: Any = None, **options: Any) -> Any:
    """Show an upload widget; on a busy server whatever follows an upload follows later."""
    if "busy" not in st.query_params:
        return uploader(*args, on_change=on_change, **options)

    def later(*given: Any) -> None:
        time.sleep(BUSY_S)
        if on_change is not None:
            on_change(*given)

    return uploader(*args, on_change=later, **options)


busy_uploader.own = uploader  # type: ignore[attr-defined]  # a function may carry what the next run has to find
STAGED: dict[Any, dict[str, Any]] = {
    st: {"file_uploader": busy_uploader},
    condition: {"compare": staged},
    answer: {"show_canvas": shown_and_told},
    tiles: {"OVERVIEW_SIDE_PX": OVERVIEW_SIDE_PX},
    # what one photo can show has tests of its own, and takes most of the time until both are chosen
    desk: {"segment_piece": lambda pixels: None, "assess": lambda photo, piece: make_quality()},
}
for module, names in STAGED.items():
    for name, value in names.items():
        setattr(module, name, value)
main()
