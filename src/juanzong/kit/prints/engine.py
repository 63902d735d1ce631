"""Data and template to paper, with the typst compiler kept warm for short papers.

The data never becomes typst source: a template reads it with `json(bytes(sys.inputs.sheet))`, so a customer called
`#read("/etc/passwd")` is printed under exactly that name.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.kit import clock
from juanzong.kit.errors import Unavailable
from juanzong.kit.prints import compiler, fonts
from juanzong.kit.prints.glyphs import printable

PACKAGE = Path(__file__).resolve().parent.parent.parent
LONG = 40_000  # characters of data, about 150 rows: longer papers are set by a child process
CHILD_SECONDS = 120
_one_at_a_time = Lock()  # a typst compiler refuses a second caller while it works


def render(
    template: Path | str, data: Mapping[str, Any], *, moment: dt.datetime | None = None, serif: bool = False
) -> bytes:
    """Set `data` in `template` and return a PDF/A-2b.

    template: a .typ file of the program, as a path or by its place in the package: "dossiers/prints/cover.typ".
    data: plain JSON-like values; any text is safe, see `glyphs`.
    moment: aware; printed and written into the file. Equal data and equal moment give equal bytes. Default: now.
    serif: take a Chinese serif of this machine if it has one; the paper then looks different on other machines.
    Raises FileNotFoundError for an unknown template, TypeError for data JSON cannot carry, Unavailable when a long
    paper could not be set in two minutes.
    """
    path = _template(template)
    moment = (moment or clock.now()).astimezone(dt.UTC).replace(microsecond=0)
    clean, missing = printable(data)
    family = fonts.system_serif() if serif else ""
    sheet = {
        "data": clean,
        "missing": [{"mark": gone.mark, "code": gone.code} for gone in missing],
        "fonts": [family, fonts.FAMILY] if family else [fonts.FAMILY],
        "moment": clock.written(moment),
    }
    order: dict[str, Any] = {
        "root": str(PACKAGE),
        "template": str(path),
        "fonts": str(fonts.font_file().parent),
        "system": bool(family),
        "sheet": json.dumps(sheet, ensure_ascii=False),
        "moment": int(moment.timestamp()),
    }
    if len(order["sheet"]) > LONG:
        return _by_child(order)
    with _one_at_a_time:
        return compiler.compile_sheet(order)


def _by_child(order: Mapping[str, Any]) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", compiler.__file__],
            input=json.dumps(order).encode("ascii"),
            capture_output=True,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as failure:
        raise Unavailable(_("打印件太长，没有排完。"), todo=_("请分几次打印，或稍后再试。")) from failure
    if done.returncode != 0:
        raise RuntimeError(f"typst could not set {order['template']}: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout


def _template(template: Path | str) -> Path:
    """Only files inside the package are templates, whatever the name says."""
    path = (PACKAGE / template).resolve()
    if not path.is_relative_to(PACKAGE) or path.suffix != ".typ" or not path.is_file():
        raise FileNotFoundError(f"no such print template: {template}")
    return path
