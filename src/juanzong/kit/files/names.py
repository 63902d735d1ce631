"""Names of files as they may be stored and shown."""

from __future__ import annotations

import re
import unicodedata

MAX_BYTES = 255
_MAX_ENDING = 16
_RESERVED = re.compile(r"(?i)^(?:con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])$")
_FORBIDDEN = re.compile(r'[<>:"|?*]')


# untranslated: a stored name does not follow the language of the screen
def clean_name(name: str, *, fallback: str = "未命名") -> str:
    """A name safe on every file system and screen: no path, control or direction marks, at most 255 bytes of UTF-8.

    A name that is too long is cut between two characters and keeps its ending. What leaves nothing gets `fallback`.
    Cleaning a clean name changes nothing.
    """
    name = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode("utf-8"))
    parts = [_plain(part) for part in name.replace("\\", "/").split("/")]
    name = next((part for part in reversed(parts) if part), "")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending.encode("utf-8")) > _MAX_ENDING:
        stem, dot, ending = name, "", ""
    stem = stem.rstrip(" .") or fallback
    if _RESERVED.match(stem.split(".")[0].rstrip()):
        stem = "_" + stem
    stem = _cut(stem, MAX_BYTES - len((dot + ending).encode("utf-8"))).rstrip(" .")
    return stem + dot + ending


def ending_of(name: str) -> str:
    """What a name claims to be: "pdf" for "a.PDF", "" for a name without an ending."""
    stem, dot, ending = clean_name(name).rpartition(".")
    return ending.lower() if dot and stem else ""


def _plain(part: str) -> str:
    kept = "".join(
        char for char in part if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    return _FORBIDDEN.sub("_", kept).strip().strip(".").strip(" .")


def _cut(text: str, limit: int) -> str:
    if len(text.encode("utf-8")) <= limit:
        return text
    short = text.encode("utf-8")[:limit].decode("utf-8", "ignore")
    while len(short) > 1 and unicodedata.combining(text[len(short)]):
        short = short[:-1]
    return short
