"""Translations without the gettext programs: collect, compile, check.

    python tools/messages.py update [room ...]    add new sentences to each room's English catalogue, keep what is there
    python tools/messages.py compile              write the .mo files Django reads
    python tools/messages.py check [room ...]     exit 1 and say what is untranslated, doubtful, left over or not translatable

A room is named by its folder under src/juanzong: `customers`, `web/shell`. The msgid is the Chinese sentence.

Chinese text outside a translation call is a defect, in templates and in Python, unless it is data and says so:
`# untranslated: why` in the statement or on the line above it, `# untranslated module: why` for a whole module, `{# untranslated: why #}` for a
whole template. Sentences of packs, `Text(zh, en)`, carry both languages and are left alone. A translation that must
keep Chinese characters carries the translator's comment `# keeps Chinese` in the catalogue.
"""

from __future__ import annotations

import ast
import io
import os
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juanzong.config.settings")

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "juanzong"
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
BILINGUAL = {"Text"}
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
HAN = re.compile("[\u3400-\u9fff]")
NAMED = re.compile(r"%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
MARKED_CALL = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
BOTH_LANGUAGES = re.compile(r"[ ）]/ [a-zA-Z]")  # help of commands says everything twice: 封存 / seal
OWN_NAMES = {"中文"}
DATA = {"demo"}  # folders of invented people and places
BESIDE_THE_ROOMS = "config"  # no app, but commands speak; Django finds its catalogue by LOCALE_PATHS

Key = tuple[str | tuple[str, ...], str | None]


@dataclass
class Room:
    """One app: its folder, what its sources say and its English catalogue."""

    name: str
    folder: Path
    found: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))
    stray: list[str] = field(default_factory=list)

    @property
    def catalogue_path(self) -> Path:
        return self.folder / CATALOGUE

    def catalogue(self) -> Catalog:
        """The English catalogue as it is on disk; empty when there is none."""
        if not self.catalogue_path.exists():
            return Catalog(locale="en")
        with self.catalogue_path.open("rb") as file:
            return read_po(file, locale="en", charset="utf-8")


def rooms(only: Iterable[str] = ()) -> list[Room]:
    """The apps of the product (SystemExit for an unknown name), read from the folders that hold an apps.py."""
    names = sorted(str(path.parent.relative_to(SOURCE)) for path in SOURCE.rglob("apps.py"))
    names.append(BESIDE_THE_ROOMS)
    wanted = list(only)
    unknown = set(wanted) - set(names)
    if unknown:
        sys.exit(f"no such room: {', '.join(sorted(unknown))}; known: {', '.join(names)}")
    found = [Room(name, SOURCE / name) for name in names if not wanted or name in wanted]
    for room in found:
        for path in sorted(_sources(room.folder)):
            _read(room, path)
    return found


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        template = path.suffix in {".html", ".txt"} and "templates" in path.parts
        if template or (path.suffix == ".py" and "migrations" not in path.parts):
            yield path


def _read(room: Room, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    shown = str(path.relative_to(SOURCE.parent.parent))
    code = text if path.suffix == ".py" else _as_python(text, shown)
    for line, message, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        if message and message != ("", ""):
            room.found[(_message_id(message), context)].append(f"{shown}:{line}")
    if DATA.intersection(path.parts):
        return
    stray = _stray_in_python(text) if path.suffix == ".py" else _stray_in_template(text)
    room.stray.extend(f"{shown}:{line}: Chinese outside a translation call: {words}" for line, words in stray)


def _message_id(message: str | tuple[str, ...] | list[str]) -> str | tuple[str, ...]:
    return message if isinstance(message, str) else tuple(message)


def _as_python(template: str, name: str) -> str:
    code = templatize(template, origin=name)
    return "\n".join(line.strip() for line in code.split("\n"))


# Chinese outside translation calls


def _stray_in_template(text: str) -> Iterator[tuple[int, str]]:
    if "{# untranslated" in text:
        return
    within = ""
    for token in Lexer(text).tokenize():
        content = token.contents
        if token.token_type is TokenType.BLOCK:
            word = content.split()[0] if content.split() else ""
            if word in {"blocktrans", "blocktranslate", "comment"}:
                within = word
            elif word in {"endblocktrans", "endblocktranslate", "endcomment"}:
                within = ""
            elif word in {"trans", "translate"}:
                continue
            content = MARKED_CALL.sub("", content)
        elif token.token_type is TokenType.VAR:
            content = MARKED_CALL.sub("", content)
        elif token.token_type is TokenType.COMMENT:
            continue
        if not within and CHINESE.search(content):
            yield token.lineno or 0, content.strip()[:40]


def _stray_in_python(text: str) -> Iterator[tuple[int, str]]:
    excused = _excused_lines(text)
    if excused is None:
        return
    tree = ast.parse(text)
    allowed = _allowed_strings(tree)
    spans = _statement_spans(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)) or id(node) in allowed:
            continue
        if not CHINESE.search(node.value) or node.value in OWN_NAMES or BOTH_LANGUAGES.search(node.value):
            continue
        first, last = spans.get(id(node), (node.lineno, node.end_lineno or node.lineno))
        if not any(line in excused for line in range(first - 1, last + 1)):
            yield node.lineno, node.value[:40]


def _excused_lines(text: str) -> set[int] | None:
    """The lines with the mark `# untranslated:`; None when the whole module has it."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        if token.string.startswith("# untranslated module:"):
            return None
        if "untranslated:" in token.string:
            lines.add(token.start[0])
    return lines


def _allowed_strings(tree: ast.Module) -> set[int]:
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in KEYWORDS or name in BILINGUAL:
                allowed.update(id(inner) for argument in node.args for inner in ast.walk(argument))
                allowed.update(id(inner) for one in node.keywords for inner in ast.walk(one.value))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            allowed.add(id(node.value))  # a docstring
    return allowed


def _statement_spans(tree: ast.Module) -> dict[int, tuple[int, int]]:
    """Each expression's innermost simple statement, so that one mark excuses all of a long literal."""
    spans: dict[int, tuple[int, int]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            for inner in ast.walk(node):
                spans[id(inner)] = (node.lineno, node.end_lineno or node.lineno)
    return spans


# update


def update(only: list[str]) -> int:
    """Bring the catalogues up to the sources; translations that are gone from the sources are kept as comments."""
    known = _translations_anywhere()
    for room in rooms(only):
        if not room.found and not room.catalogue_path.exists():
            continue
        old = room.catalogue()
        new = Catalog(locale="en")
        for (message_id, context), _places in sorted(room.found.items(), key=_sort_key):
            before = _get(old, message_id, context)
            text = before.string if before is not None and _filled(before.string) else known.get((message_id, context))
            new.add(
                message_id, text or None, context=context, flags=set(before.flags) - {"python-format"} if before else (),
                user_comments=before.user_comments if before else (),
            )  # fmt: skip
        for message in [*old, *old.obsolete.values()]:
            if message.id and _filled(message.string) and _get(new, message.id, message.context) is None:
                new.obsolete[message.id if isinstance(message.id, str) else message.id[0]] = message
        _write(room.catalogue_path, new)
    return 0


def _sort_key(item: tuple[Key, list[str]]) -> tuple[str, str]:
    (message_id, context), _places = item
    return (message_id if isinstance(message_id, str) else message_id[0], context or "")


def _get(catalogue: Catalog, message_id: Any, context: str | None) -> Message | None:
    found = catalogue.get(message_id, context)
    if found is None:
        first = message_id if isinstance(message_id, str) else message_id[0]
        old = catalogue.obsolete.get(first)
        return old if old is not None and old.id == message_id and old.context == context else None
    return found if _same(found.id, message_id) else None


def _same(one: Any, other: Any) -> bool:
    return (one if isinstance(one, str) else tuple(one)) == (other if isinstance(other, str) else tuple(other))


def _filled(text: Any) -> bool:
    return bool(text) if isinstance(text, str) else bool(text) and all(text)


def _translations_anywhere() -> dict[Key, Any]:
    known: dict[Key, Any] = {}
    for path in sorted(SOURCE.rglob(str(CATALOGUE))):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id and _filled(message.string):
                    known.setdefault((_message_id(message.id), message.context), message.string)
    return known


def _write(path: Path, catalogue: Catalog) -> None:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, omit_header=True, no_location=True)
    text = HEADER + buffer.getvalue().decode().strip() + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# compile


def compile_all() -> int:
    """Write the .mo beside every .po; a catalogue that has not changed since is left alone."""
    for path in sorted(SOURCE.rglob(str(CATALOGUE))):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale="en", charset="utf-8")
        partial = target.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as out:
            write_mo(out, catalogue)
        partial.replace(target)
    return 0


# check


def problems(only: Iterable[str] = ()) -> list[str]:
    """Everything that keeps the product from being complete in both languages, one line each."""
    found: list[str] = []
    meanings: dict[Key, dict[str, str]] = defaultdict(dict)
    for room in rooms(only):
        found += room.stray
        catalogue = room.catalogue()
        for (message_id, context), places in sorted(room.found.items(), key=_sort_key):
            message = catalogue.get(message_id, context)
            where = f"{places[0]}: {_short(message_id)}"
            if message is None or not _same(message.id, message_id) or not _filled(message.string):
                found.append(f"{where}: not translated in {room.name}")
                continue
            found += [f"{where}: {fault}" for fault in _faults(message)]
            meanings[(message_id, context)][room.name] = str(message.string)
        present = set(room.found)
        found += [
            f"{room.name}: {_short(message.id)}: left over, no longer in the sources"
            for message in catalogue
            if message.id and (_message_id(message.id), message.context) not in present
        ]
    for (message_id, _context), said in meanings.items():
        if len(set(said.values())) > 1:
            found.append(f"{_short(message_id)}: translated differently in {', '.join(sorted(said))}")
    return found


def _faults(message: Message) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy:
        yield "doubtful (fuzzy)"
    wanted = set(NAMED.findall(ids[-1]))
    for text in texts:
        named = set(NAMED.findall(text))
        if named - wanted or (wanted - named and text is texts[-1]):
            yield f"placeholders differ: {sorted(wanted)} and {sorted(named)}"
        if HAN.search(text) and not any("keeps Chinese" in comment for comment in message.user_comments):
            yield "the English still holds Chinese"


def _short(message_id: Any) -> str:
    text = message_id if isinstance(message_id, str) else message_id[0]
    return f"“{text[:40]}”".replace("\n", " ")


def check(only: list[str]) -> int:
    """Print what is wrong; 0 when nothing is."""
    found = problems(only)
    print("\n".join(found) if found else "both languages are complete")
    return 1 if found else 0


def main(words: list[str]) -> int:
    """The command line."""
    command, rest = (words[0], words[1:]) if words else ("", [])
    if command == "update":
        return update(rest)
    if command == "compile":
        return compile_all()
    if command == "check":
        return check(rest)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
