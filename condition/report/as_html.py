"""Comparison -> one HTML file that needs no network: pictures, styles and script are inside.

The page works without its script, prints, and follows the reader's choice of light or dark and of little motion.
Every text goes through Jinja2's autoescape, and through `printable` where it came from a file. A content security
policy in the page forbids anything from outside and any script but its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from condition.comparison import COMPARED, Comparison
from condition.language import _, shown
from condition.measurement import Finding
from condition.novelty import Blind, Verdict
from condition.photo import Photo
from condition.reasons import REGISTRY, Reason
from condition.report import inline, overlay, times, words
from condition.report.as_json import plain
from condition.report.as_timeline import NARROW, WIDE, render_timeline
from condition.report.badges import Badge
from condition.report.crops import CropPair, crop_pair, evidence_crop
from condition.report.environment import TEMPLATES, environment, tight
from condition.report.legend import BLIND_STYLES, ORDER
from condition.report.profile import describe_profile, profile_across, render_profile
from condition.report.warp import resize_to, warp_before, whole_view
from condition.timeline import REGISTRY as QUESTIONS
from condition.timeline import line_zone

#: Long side of the comparison viewer's pictures, of the overview and of the smaller pictures, px.
VIEWER_SIDE_PX, SMALL_SIDE_PX = 1800, 900
#: Old marks that the overview shows unasked.
MAX_OLD_SHOWN = 10
#: Bytes of data URIs that crops may take together; marks after that keep their row and lose their picture.
CROP_BUDGET = 3_000_000


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop pair as the page holds it: its pictures, the outline, and a scale bar as percent of the width.

    `evidence` is empty where the comparison holds none of this mark.
    """

    before: str
    after: str
    evidence: str
    profile: str
    profile_words: str
    width: int
    height: int
    coarse: bool
    reduced_to: str
    outline: str
    bar_px: int
    bar_percent: float
    seen: float


def render_html(comparison: Comparison) -> str:
    """Return the report as one HTML page.

    Parameters
    ----------
    comparison : Comparison
        Compared or refused; a refusal gets its own page.
    """
    env = environment()
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    page = {
        **_shared(comparison),
        "style": (TEMPLATES / "report.css").read_text(encoding="utf-8"),
        "script": script,
        "script_words": json.dumps(_script_words(), ensure_ascii=False),
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii"),
    }
    if comparison.status != COMPARED:
        return env.get_template("refused.html").render(page, **_refused(comparison))
    return env.get_template("compared.html").render(page, **_compared(comparison))


def _script_words() -> dict[str, str]:
    """Return what the page's script says."""
    return {
        "before": _("Before"),
        "after": _("After"),
        "afterPhoto": _("After photo"),
        "stage": _("Before and after, on top of each other"),
        "play": _("Play"),
        "stop": _("Stop"),
        "grey": _("Grey: not in the before photo."),
        "curtain": _(
            "Drag the picture or the slider, or use the arrow keys: left of the line is before, right of it is after."
        ),
        "blink": _("Flip, or press space: what jumps is different. Both pictures lie on the same place."),
        "fade": _("Move the slider to fade from before to after."),
    }


def _shared(comparison: Comparison) -> dict[str, Any]:
    """Return what both pages show."""
    first, fitting = words.telling_checks(comparison.checks)
    line = times.line_of(comparison)
    zone, zone_words = line_zone(line)
    return {
        "comparison": comparison,
        "headline": tight(words.headline(comparison)),
        "second_line": tight(words.second_line(comparison)),
        "telling": first,
        "fitting": fitting,
        "questions": QUESTIONS,
        "times_severity": words.times_severity(comparison.checks),
        "line": list(zip(line, times.doubts(line), strict=True)),
        "line_zone": zone,
        "line_zone_words": zone_words,
        "line_pictures": {
            "wide": render_timeline(line, WIDE, "line-wide"),
            "narrow": render_timeline(line, NARROW, "line-narrow"),
        },
        "times": times,
        "rows": _paired_rows(comparison.before, comparison.after),
        "photos": _photos(comparison),
        "settings": _settings(comparison),
        "seconds": _seconds(comparison),
        "registry": REGISTRY,
    }


def _paired_rows(before: Photo, after: Photo) -> list[tuple[str, str, str]]:
    """Return the table of both files, a row for every label that either has."""
    left, right = dict(times.photo_rows(before)), dict(times.photo_rows(after))
    labels = dict.fromkeys([*left, *right])
    # "also" rows belong under the first time, in whichever file they are
    also = _("Also: {source}", source="")
    ordered = sorted(labels, key=lambda label: 1.5 if label.startswith(also) else list(labels).index(label))
    return [(label, left.get(label, "–"), right.get(label, "–")) for label in ordered]


def _photos(comparison: Comparison) -> list[dict[str, Any]]:
    sides = (
        (_("Before photo"), comparison.before, comparison.before_quality),
        (_("After photo"), comparison.after, comparison.after_quality),
    )
    return [{"title": title, "photo": photo, "quality": quality} for title, photo, quality in sides]


def _settings(comparison: Comparison) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the rooms with their settings; the parts of a setting follow its name after a full stop."""
    return [(room, _flat(values)) for room, values in plain(comparison.settings).items()]


def _flat(values: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in values.items():
        deeper = isinstance(value, dict)
        rows += _flat(value, f"{prefix}{name}.") if deeper else [(prefix + name, str(value))]
    return rows


def _seconds(comparison: Comparison) -> list[tuple[str, float, float]]:
    """Return stage, seconds, and percent of the longest stage for the bar."""
    longest = max(comparison.seconds.values(), default=0.0) or 1.0
    return [(stage, value, 100 * value / longest) for stage, value in comparison.seconds.items()]


def _refused(comparison: Comparison) -> dict[str, Any]:
    return {
        "pictures": [
            (_("Before photo"), inline.jpeg_uri(overlay.thumbnail(comparison.before.pixels, SMALL_SIDE_PX))),
            (_("After photo"), inline.jpeg_uri(overlay.thumbnail(comparison.after.pixels, SMALL_SIDE_PX))),
        ],
        "retakes": retakes(comparison.reasons),
    }


def retakes(reasons: Sequence[Reason]) -> list[tuple[str, list[str]]]:
    """Return what to do by photo, each instruction once, in the order of the reasons."""
    by_photo: dict[str, list[str]] = {}
    for reason in reasons:
        steps = by_photo.setdefault(words.photo_name(reason.photo), [])
        if shown(reason.fix) not in steps:
            steps.append(shown(reason.fix))
    return list(by_photo.items())


def _compared(comparison: Comparison) -> dict[str, Any]:
    assert comparison.alignment is not None, "a compared pair has an alignment"
    findings = overlay.in_order(comparison.findings)
    view = whole_view(comparison.after, VIEWER_SIDE_PX)
    after = resize_to(comparison.after.pixels, view)
    aligned, _ = warp_before(comparison.before, comparison.alignment, view)
    before_view = whole_view(comparison.before, VIEWER_SIDE_PX)
    before_polygons = overlay.before_polygons(comparison, findings, before_view)
    after_polygons = [view.to_view(finding.polygon) for finding in findings]
    # side by side at the same height, each picture gets the width that its shape needs
    ratios = before_view.width / before_view.height, view.width / view.height
    share = ratios[0] / sum(ratios)
    crops = crops_within(comparison, findings)
    return {
        "view": view,
        "before_uri": inline.jpeg_uri(resize_to(comparison.before.pixels, before_view)),
        "after_uri": inline.jpeg_uri(after),
        "aligned_uri": inline.jpeg_uri(aligned),
        "coverage_uri": inline.jpeg_uri(overlay.coverage_picture(comparison, SMALL_SIDE_PX)),
        "evidence_uri": inline.jpeg_uri(overlay.evidence_picture(comparison, SMALL_SIDE_PX)),
        "before_layer": inline.mark_layer(
            findings, before_polygons, (before_view.height, before_view.width), share
        ),
        "after_layer": inline.mark_layer(findings, after_polygons, (view.height, view.width), 1 - share),
        "groups": [(verdict, [f for f in findings if f.verdict is verdict]) for verdict in ORDER],
        "hidden": _hidden(findings),
        "crops": crops,
        "blind": _blind(comparison),
        "tip": leader,
    }


def _hidden(findings: Sequence[Finding]) -> list[Verdict]:
    """Return the verdicts whose marks the overview hides until asked: old marks, where they would bury the new."""
    old = sum(finding.verdict is Verdict.ALREADY_THERE for finding in findings)
    return [Verdict.ALREADY_THERE] if old > MAX_OLD_SHOWN else []


def leader(badge: Badge) -> dict[str, float]:
    """Return the badge's line from its middle to the outline, as SVG attributes."""
    x, y = badge.centre
    return {"x1": round(x, 1), "y1": round(y, 1), "x2": round(badge.tip[0], 1), "y2": round(badge.tip[1], 1)}


def crops_within(
    comparison: Comparison, findings: Sequence[Finding], budget: int = CROP_BUDGET
) -> dict[int, Crop]:
    """Return crop pairs by the findings' numbers, in order, until the budget of bytes is used up."""
    crops: dict[int, Crop] = {}
    used = 0
    for finding in findings:
        crop = _crop(comparison, crop_pair(comparison, finding))
        used += len(crop.before) + len(crop.after) + len(crop.evidence)
        if used > budget:
            break
        crops[finding.number] = crop
    return crops


def _crop(comparison: Comparison, pair: CropPair) -> Crop:
    view = pair.view
    # the evidence is what only the after photo shows: of other marks it shows nothing
    shown = evidence_crop(comparison, view) if pair.finding.alternatives else None
    profile = profile_across(pair)
    return Crop(
        before=inline.jpeg_uri(pair.before, inline.CROP_QUALITY),
        after=inline.jpeg_uri(pair.after, inline.CROP_QUALITY),
        evidence="" if shown is None else inline.jpeg_uri(shown),
        profile=render_profile(profile, inside=True),
        profile_words=describe_profile(profile),
        width=view.width,
        height=view.height,
        coarse=pair.zoom > 1,
        reduced_to=words.percent(view.scale) if view.scale < 1 else "",
        outline=inline.path_data(pair.outlines),
        bar_px=pair.bar_px,
        bar_percent=100 * pair.bar_px * view.scale / view.width,
        seen=pair.seen,
    )


def _blind(comparison: Comparison) -> list[dict[str, Any]]:
    """Return name, share, sentence and swatch of every kind of blind area, the largest first."""
    assert comparison.coverage is not None, "a compared pair has a coverage"
    fractions = comparison.coverage.fractions
    present = sorted(BLIND_STYLES, key=lambda why: -fractions[why])
    return [
        {
            "name": words.BLIND_NAMES[why],
            "share": fractions[why],
            "text": words.BLIND_MEANINGS[why],
            "swatch": inline.hatch_uri(why),
        }
        for why in present
        if fractions[why] > 0 and why is not Blind.COMPARED
    ]
