"""Papers: PDF/A-2b out of a typst template and plain data, with Chinese fonts on every machine.

`render` is the only door. What a template may use is in `paper.typ`; how to add a paper is in docs/prints.md.
"""

from __future__ import annotations

from juanzong.kit.prints.code128 import code128_svg
from juanzong.kit.prints.codes import check_code, qr_svg
from juanzong.kit.prints.engine import render
from juanzong.kit.prints.glyphs import Missing, printable

__all__ = ["Missing", "check_code", "code128_svg", "printable", "qr_svg", "render"]
