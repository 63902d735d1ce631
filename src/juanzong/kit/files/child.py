"""Opens one file from outside and answers one question about it; run as a program of its own by `reading`.

Input: one line of JSON (op and its arguments), then the file's bytes. Output: one line of JSON, then bytes.
Knows nothing of the project. It may use so much memory and processor time and may write no file.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from typing import Any

MEMORY = 1_500 * 1024 * 1024
MAX_PIXELS = 100_000_000
MAX_OUT_PIXELS = 16_000_000
MAX_XML = 50 * 1024 * 1024


class Refused(Exception):
    """What the parent turns into a sentence: damaged, locked, huge, absent."""


def confine(seconds: int) -> None:
    """Limits of this process; a system without them has the parent's timeout only."""
    try:
        import resource  # noqa: PLC0415  a child loads only what its question needs
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pdf(data: bytes, ask: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    import pypdfium2  # noqa: PLC0415  a child loads only what its question needs

    try:
        book = pypdfium2.PdfDocument(data)
        pages = len(book)
    except pypdfium2.PdfiumError as failure:
        raise Refused("locked" if "password" in str(failure).lower() else "damaged") from failure
    if pages == 0:
        raise Refused("damaged")
    if ask["op"] == "pdf":
        return {"pages": pages}, b""
    if ask["op"] == "text":
        return {"pages": pages}, _pdf_text(book, ask["max_pages"], ask["max_chars"]).encode("utf-8", "ignore")
    if not 1 <= ask["page"] <= pages:
        raise Refused("absent")
    page = book[ask["page"] - 1]
    width, height = page.get_size()
    if not (1 <= width <= 15_000 and 1 <= height <= 15_000):
        raise Refused("huge")
    scale = min(ask["width"] / width, (MAX_OUT_PIXELS / (width * height)) ** 0.5)
    image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return {"pages": pages, "width": image.width, "height": image.height}, _png(image)


def _pdf_text(book: Any, max_pages: int, max_chars: int) -> str:
    texts: list[str] = []
    left = max_chars
    for number in range(min(len(book), max_pages)):
        page = book[number]
        textpage = page.get_textpage()
        count = min(textpage.count_chars(), left)
        text = textpage.get_text_range(0, count) if count > 0 else ""
        texts.append(text)
        left -= len(text)
        textpage.close()
        page.close()
        if left <= 0:
            break
    return "\n".join(texts)[:max_chars]


def picture(data: bytes, ask: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """A small copy, upright, without any of the original's metadata."""
    from PIL import Image, ImageOps  # noqa: PLC0415  a child loads only what its question needs

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    formats = ("JPEG", "PNG", "TIFF", "WEBP", "BMP")
    try:
        image: Any = Image.open(io.BytesIO(data), formats=formats)
        if image.width * image.height > MAX_PIXELS:
            raise Refused("huge")
        image.draft("RGB", (ask["width"] * 2, ask["width"] * 2))
        image = ImageOps.exif_transpose(image)
        alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
        if image.mode.startswith("I;16"):
            image = image.point(lambda value: value / 256).convert("L")
        image = image.convert("RGBA" if alpha else "RGB")
        image.thumbnail((ask["width"], ask["width"] * 4))
    except Image.DecompressionBombError as failure:
        raise Refused("huge") from failure
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError) as failure:
        raise Refused("damaged") from failure
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return {"width": bare.width, "height": bare.height}, _png(bare)


def _png(image: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format="PNG", compress_level=6)
    return out.getvalue()


def docx(data: bytes, ask: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from defusedxml import DefusedXmlException  # noqa: PLC0415  a child loads only what its question needs
    from defusedxml.ElementTree import ParseError, iterparse  # noqa: PLC0415  a child loads only what its question needs

    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    texts: list[str] = []
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if packed.getinfo("word/document.xml").file_size > MAX_XML:
                raise Refused("huge")
            with packed.open("word/document.xml") as part:
                for _event, node in iterparse(part, events=("end",)):
                    if node.tag == space + "t":
                        texts.append(node.text or "")
                        size += len(texts[-1])
                    elif node.tag == space + "p":
                        texts.append("\n")
                        node.clear()
                    if size > ask["max_chars"]:
                        break
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, OSError, RuntimeError) as failure:
        raise Refused("damaged") from failure
    return {}, "".join(texts)[: ask["max_chars"]].encode("utf-8", "ignore")


OPS = {"pdf": pdf, "page": pdf, "text": pdf, "image": picture, "docx": docx}


def main() -> int:
    ask = json.loads(sys.stdin.buffer.readline())
    confine(ask["seconds"])
    data = sys.stdin.buffer.read()
    try:
        answer, body = OPS[ask["op"]](data, ask)
    except Refused as refusal:
        answer, body = {"refused": str(refusal)}, b""
    except MemoryError:
        answer, body = {"refused": "huge"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii") + b"\n" + body)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
