"""One compilation; also a program of its own, which `engine` starts for a long document.

typst keeps its working memory (about 100 KB for a table row) for the next documents. For short papers that is speed;
a list of a thousand rows would leave the server with hundreds of megabytes, so it is set by a child that ends.
Knows nothing of the project, so that the child starts fast.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from functools import cache
from typing import Any

import typst


def compile_sheet(order: dict[str, Any]) -> bytes:
    """PDF/A-2b of `order`: root, template, fonts (folder), system (bool), sheet (JSON text), moment (epoch seconds)."""
    result = _compiler(order["root"], order["fonts"], order["system"]).compile(
        input=order["template"],
        format="pdf",
        sys_inputs={"sheet": order["sheet"]},
        pdf_standards=["a-2b"],
        timestamp=dt.datetime.fromtimestamp(order["moment"], dt.UTC),
    )
    if not isinstance(result, bytes):
        raise TypeError("the compiler gave no single document")
    return result


@cache
def _compiler(root: str, fonts: str, system: bool) -> typst.Compiler:
    known = typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[fonts])
    return typst.Compiler(root=root, font_paths=known, ignore_system_fonts=not system)


def main() -> int:
    """Reads an order as JSON, writes the document; a failure is one line on stderr and status 1."""
    try:
        sys.stdout.buffer.write(compile_sheet(json.load(sys.stdin)))
    except Exception as failure:  # noqa: BLE001  the parent learns of every failure the same way
        sys.stderr.write(f"{type(failure).__name__}: {failure}"[:2000])
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
