"""Files from outside: what they really are, what they may be called, how they look, all within limits.

`sniff` and `inspect` decide whether a file is taken; `preview`, `thumbnail` and the text readers run in a child
process with memory and time limits, so that a hostile file costs a refusal and nothing more.
"""

from __future__ import annotations

from juanzong.kit.files.kinds import KINDS, FileKind
from juanzong.kit.files.names import clean_name
from juanzong.kit.files.reading import PdfFacts, docx_text, extract_text, page_count, pdf_facts, preview, thumbnail
from juanzong.kit.files.sniffing import HEAD_BYTES, inspect, sniff

__all__ = [
    "HEAD_BYTES",
    "KINDS",
    "FileKind",
    "PdfFacts",
    "clean_name",
    "docx_text",
    "extract_text",
    "inspect",
    "page_count",
    "pdf_facts",
    "preview",
    "sniff",
    "thumbnail",
]
