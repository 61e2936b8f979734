"""The viewer: two photos in, the answer with its reasons on one page. Streamlit, started by ``condition app``.

Widgets in, one library call, widgets out: nothing is measured, judged or drawn here, and no sentence about a photo is
made up here.
"""

from condition.viewer.options import STREAMLIT_OPTIONS
from condition.viewer.start import main

__all__ = ["STREAMLIT_OPTIONS", "main"]
