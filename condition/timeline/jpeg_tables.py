"""Quantisation tables of a JPEG: their order in the file, and the standard tables that programs scale by a quality.

Facts, and where they come from:

- The tables of ITU-T T.81, annex K, scaled by a quality of 1 to 100, are what the library of the Independent JPEG Group and
  all its descendants write (its `jcparam.c`, `jpeg_set_quality`): most free programs, browsers, phones' systems, messengers and
  social networks. Some cameras write them too.
- One editor writes twelve tables of its own for its qualities 0 to 12; one of them is no multiple of annex K
  (`jpeg_tables` of files whose software tag names it; Kornblum, Using JPEG quantization tables to identify imagery
  processed by software, Digital Investigation 5, 2008, doi:10.1016/j.diin.2008.05.004).
- Cameras write a JPEG with EXIF without a JFIF header: EXIF 2.32, section 4.5.4, wants APP1 directly after the start.
"""

from __future__ import annotations

#: Order in which JPEG files list the 64 entries of a table (ITU-T T.81, figure A.6): file place -> row-major place.
ZIGZAG = sorted(range(64), key=lambda at: (at // 8 + at % 8, (at // 8 if (at // 8 + at % 8) % 2 else at % 8)))
