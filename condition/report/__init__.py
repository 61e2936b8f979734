"""Comparison -> text, JSON, HTML, pictures, data frame, figure: everything a person or a program reads.

The viewer shows the same report as a page of its own, in the same words, colours and drawings. For it the modules of
these are public as a whole: `words`, `legend`, `inline`, `layers`, `overlay`, `set_crops`, `set_words`, `tiles`, `times`, `warp`.
For the report of a case these are `sheet`, `sheet_parts`, `comparison_sheet`.
"""

from condition.report import (
    comparison_sheet,
    inline,
    layers,
    legend,
    overlay,
    set_crops,
    set_words,
    sheet,
    sheet_parts,
    tiles,
    times,
    warp,
    words,
)
from condition.report.as_edge import (
    EDGE_NAMES,
    edge_deviation,
    edge_picture,
    edge_rows,
    render_edge,
    render_edge_html,
)
from condition.report.as_figure import render_figure
from condition.report.as_frame import render_frame, typed_frame
from condition.report.as_html import render_html, retakes
from condition.report.as_json import comparison_record, render_json
from condition.report.as_notebook import render_notebook
from condition.report.as_pdf import PdfError, printed_language, render_pdf
from condition.report.as_photo_json import error_record, photo_record
from condition.report.as_text import render_text
from condition.report.as_timeline import NARROW, WIDE, render_timeline
from condition.report.charts import render_batch, render_calibration, render_froc
from condition.report.crops import CropPair, crop_pair, crop_picture, crop_shape, evidence_crop
from condition.report.line_text import render_line
from condition.report.overlay import (
    aligned_before,
    annotated_after,
    annotated_before,
    coverage_picture,
    evidence_picture,
    pair_picture,
)
from condition.report.profile import Profile, describe_profile, profile_across, render_profile
from condition.report.set_html import render_set_html, render_set_notebook
from condition.report.set_json import render_set_json, set_record
from condition.report.set_table import render_set_figure, render_set_frame
from condition.report.set_text import render_set_text
from condition.report.set_write import render_set_pdf, write_set_folder, write_set_report
from condition.report.untrusted import printable
from condition.report.words import headline, second_line
from condition.report.write import write_folder, write_report

__all__ = [
    "EDGE_NAMES",
    "NARROW",
    "WIDE",
    "CropPair",
    "PdfError",
    "Profile",
    "aligned_before",
    "annotated_after",
    "annotated_before",
    "comparison_record",
    "comparison_sheet",
    "coverage_picture",
    "crop_pair",
    "crop_picture",
    "crop_shape",
    "describe_profile",
    "edge_deviation",
    "edge_picture",
    "edge_rows",
    "error_record",
    "evidence_crop",
    "evidence_picture",
    "headline",
    "inline",
    "layers",
    "legend",
    "overlay",
    "pair_picture",
    "photo_record",
    "printable",
    "printed_language",
    "profile_across",
    "render_batch",
    "render_calibration",
    "render_edge",
    "render_edge_html",
    "render_figure",
    "render_frame",
    "render_froc",
    "render_html",
    "render_json",
    "render_line",
    "render_notebook",
    "render_pdf",
    "render_profile",
    "render_set_figure",
    "render_set_frame",
    "render_set_html",
    "render_set_json",
    "render_set_notebook",
    "render_set_pdf",
    "render_set_text",
    "render_text",
    "render_timeline",
    "retakes",
    "second_line",
    "set_crops",
    "set_record",
    "set_words",
    "sheet",
    "sheet_parts",
    "tiles",
    "times",
    "typed_frame",
    "warp",
    "words",
    "write_folder",
    "write_report",
    "write_set_folder",
    "write_set_report",
]
