"""A TOML table that is read key by key and remembers every fault, with the line it stands on.

tomllib gives no positions, so lines are looked up in the text, and only once a fault has been found.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable
from enum import Enum
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from juanzong.policies.choices import Text
from juanzong.policies.loading.faults import Fault

E = TypeVar("E", bound=Enum)
T = TypeVar("T", str, int, bool)
N = TypeVar("N")

CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.\-]+)\s*\]\]?")
_BAD_LINE = re.compile(r"at line (\d+)")


class Source:
    """One TOML file: its tables, and where they stand."""

    def __init__(self, raw: bytes, name: str, faults: list[Fault]) -> None:
        self.name = name
        self.faults = faults
        self.raw = raw
        self._lines: list[str] | None = None
        try:
            self.data: dict[str, Any] = tomllib.loads(self.raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            self.data = {}
            line = self.raw[: error.start].count(b"\n") + 1
            faults.append(Fault(name, line, "", _("文件不是 UTF-8 编码。")))
        except tomllib.TOMLDecodeError as error:
            self.data = {}
            found = _BAD_LINE.search(str(error))
            faults.append(
                Fault(name, int(found[1]) if found else None, "", _("不是有效的 TOML：%(error)s。"), {"error": error})
            )

    @property
    def lines(self) -> list[str]:
        if self._lines is None:
            self._lines = self.raw.decode("utf-8", "replace").splitlines()
        return self._lines

    def header_line(self, header: str, nth: int) -> int | None:
        """Line of the nth (from 0) `[[header]]`, None when the table is written inline."""
        seen = 0
        for number, line in enumerate(self.lines, 1):
            match = _HEADER.match(line)
            if match and match[1] == header:
                if seen == nth:
                    return number
                seen += 1
        return None

    def find(self, pattern: str, start: int, *, within_table: bool) -> int | None:
        """First line from `start` on that matches; stops at the next header when `within_table`."""
        expression = re.compile(pattern)
        for number in range(start, len(self.lines) + 1):
            line = self.lines[number - 1]
            if within_table and number > start and _HEADER.match(line):
                return None
            if expression.search(line):
                return number
        return None

    def top(self) -> Table:
        return Table(self, self.data, "", ())

    def loose(self, data: dict[str, Any]) -> Table:
        """A table that stands in no file: the result of changes."""
        self.data = data
        return Table(self, data, "", ())


class Table:
    """Reads one table. Every reader returns something of the right type even when it reports a fault, so that
    reading goes on and finds the next one; nothing that was read is used once there is a fault."""

    def __init__(self, source: Source, data: dict[str, Any], header: str, path: tuple[tuple[str, int], ...]) -> None:
        self.source = source
        self.data = data
        self.header = header
        self.path = path
        self.asked: dict[str, None] = {}

    # places

    @property
    def where(self) -> str:
        return ".".join(f"{name}[{index + 1}]" for name, index in self.path)

    def line(self, key: str = "") -> int | None:
        """The line of the table or of one of its keys, as near as can be found."""
        start = self._start() if self.source.lines else None
        if start is None:
            return None
        inline = self.header and not _HEADER.match(self.source.lines[start - 1])
        if not key or inline:
            return start
        first = re.escape(key.partition(".")[0])
        return self.source.find(rf"^\s*({re.escape(key)}|{first})\s*=", start, within_table=True) or start

    def _start(self) -> int | None:
        if not self.header:
            return 1
        above = 0
        data: Any = self.source.data
        tables = [data]
        for depth, (name, index) in enumerate(self.path):
            if depth == len(self.path) - 1:
                for table in tables:
                    if table is data:
                        break
                    above += len(table.get(name, ()))
                found = self.source.header_line(self.header, above + index)
                if found is not None:
                    return found
            else:
                tables = [inner for table in tables for inner in table.get(name, ()) if isinstance(inner, dict)]
                data = data[name][index]
        code = self.data.get("code") or self.data.get("id")
        parent = Table(self.source, data, self.header.rpartition(".")[0], self.path[:-1])._start() or 1
        if isinstance(code, str):
            return self.source.find(rf'\b(code|id)\s*=\s*"{re.escape(code)}"', parent, within_table=False) or parent
        return parent

    def fault(self, key: str, message: Any, allowed: Iterable[str] = (), **values: object) -> None:
        """Remember that something is wrong with `key` of this table."""
        place = ".".join(part for part in (self.where, key) if part)
        self.source.faults.append(Fault(self.source.name, self.line(key), place, message, values, tuple(allowed)))

    # values

    def _take(self, key: str, kind: type[T], default: T | None, empty: T) -> T:
        self.asked[key] = None
        if key not in self.data:
            if default is None:
                self.fault(key, _("缺少此项。"))
                return empty
            return default
        value = self.data[key]
        if type(value) is not kind:
            self.fault(key, _("类型不对，应为 %(wanted)s。"), wanted=kind.__name__)
            return empty
        return value

    def words(self, key: str, default: str | None = None) -> str:
        """A text on one line; an empty one is a fault unless it is the default."""
        value = self._take(key, str, default, "")
        if key in self.data and isinstance(self.data[key], str) and not value.strip() and default != "":
            self.fault(key, _("不能为空。"))
        return value

    def code(self, key: str, default: str | None = None) -> str:
        """A lower-case identifier."""
        value = self.words(key, default)
        if value and not CODE.match(value):
            self.fault(key, _("“%(value)s”不是代码，只能用小写字母、数字和下划线，以字母开头。"), value=value)
        return value

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self._take(key, int, default, low)
        if not low <= value <= high:
            self.fault(key, _("%(value)s 超出范围，应在 %(low)s 与 %(high)s 之间。"), value=value, low=low, high=high)
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        return self._take(key, bool, default, False)

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        members = list(kind)
        value = self._take(key, str, None if default is None else str(default.value), "")
        for member in members:
            if member.value == value:
                return member
        if isinstance(self.data.get(key), str):
            allowed = [str(m.value) for m in members]
            self.fault(key, _("“%(value)s”不在可用的值之内。"), allowed, value=value)
        return members[0]

    def several(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """An array of texts without repetition."""
        self.asked[key] = None
        if key not in self.data:
            if default is None:
                self.fault(key, _("缺少此项。"))
            return default or ()
        value = self.data[key]
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, _("类型不对，应为 %(wanted)s。"), wanted="[str]")
            return ()
        if len(set(value)) != len(value):
            self.fault(key, _("有重复的值。"))
        return tuple(value)

    def choices(self, key: str, kind: type[E], default: tuple[E, ...] | None = None) -> tuple[E, ...]:
        by_value = {str(member.value): member for member in kind}
        given = self.several(key, None if default is None else tuple(str(m.value) for m in default))
        for value in given:
            if value not in by_value:
                self.fault(key, _("“%(value)s”不在可用的值之内。"), by_value, value=value)
        return tuple(by_value[value] for value in given if value in by_value)

    def text(self, prefix: str = "") -> Text:
        """A sentence in both languages: keys `zh` and `en`, or `<prefix>_zh` and `<prefix>_en`."""
        zh, en = (f"{prefix}_zh", f"{prefix}_en") if prefix else ("zh", "en")
        return Text(self.words(zh), self.words(en))

    def has_text(self, prefix: str) -> bool:
        return f"{prefix}_zh" in self.data or f"{prefix}_en" in self.data

    def tables(self, key: str) -> list[Table]:
        """The tables of an array of tables, in order; none is fine."""
        self.asked[key] = None
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, _("类型不对，应为 %(wanted)s。"), wanted="[[table]]")
            return []
        header = f"{self.header}.{key}" if self.header else key
        return [Table(self.source, one, header, (*self.path, (key, index))) for index, one in enumerate(value)]

    def entries(self, key: str, plain: str) -> list[Table]:
        """An array whose members are tables, or texts that stand for a table with nothing but `plain`."""
        self.asked[key] = None
        given = self.data.get(key, [])
        if not isinstance(given, list) or not all(isinstance(one, str | dict) for one in given):
            self.fault(key, _("类型不对，应为 %(wanted)s。"), wanted="[str | table]")
            return []
        header = f"{self.header}.{key}" if self.header else key
        plainly = [{plain: one} if isinstance(one, str) else one for one in given]
        return [Table(self.source, one, header, (*self.path, (key, index))) for index, one in enumerate(plainly)]

    def note(self, key: str, read: Callable[[str], N], fallback: N, *, needed: bool = True) -> N | None:
        """A text in one of the small notations; None where none is given and none is needed."""
        text = self.words(key, None if needed else "")
        return self._noted(key, text, read, fallback) if text else (fallback if needed else None)

    def notes(self, key: str, read: Callable[[str], N], fallback: N, *, needed: bool = True) -> tuple[N, ...]:
        """Texts in one of the small notations, at least one where `needed`."""
        texts = self.several(key, None if needed else ())
        if needed and key in self.data and not texts:
            self.fault(key, _("不能为空。"))
        return tuple(self._noted(key, text, read, fallback) for text in texts)

    def _noted(self, key: str, text: str, read: Callable[[str], N], fallback: N) -> N:
        try:
            return read(text)
        except ValueError as right:
            self.fault(key, _("“%(value)s”写法不对。"), str(right).split(", "), value=text)
            return fallback

    def days(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """Numbers of days, in order."""
        self.asked[key] = None
        value = self.data.get(key, list(default))
        if not isinstance(value, list) or not all(type(one) is int and 0 <= one <= 366 for one in value):
            self.fault(key, _("应为 0 到 366 之间的天数。"))
            return default
        return tuple(sorted(set(value)))

    def conditions(self, key: str) -> dict[str, tuple[str, ...]]:
        """Conditions: every key with the texts one of which must be its value; one text may stand alone."""
        found: dict[str, tuple[str, ...]] = {}
        for name, values in self.mapping(key).items():
            given = [values] if isinstance(values, str) else values
            if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
                self.fault(f"{key}.{name}", _("类型不对，应为 %(wanted)s。"), wanted="[str]")
                continue
            found[name] = tuple(given)
        return found

    def worded(self, key: str, kind: type[E]) -> dict[str, E]:
        """A table of free keys whose values come from a closed list."""
        allowed = {str(member.value): member for member in kind}
        found: dict[str, E] = {}
        for name, value in self.mapping(key).items():
            if value in allowed:
                found[name] = allowed[value]
            else:
                self.fault(f"{key}.{name}", _("“%(value)s”不在可用的值之内。"), allowed, value=value)
        return found

    def mapping(self, key: str) -> dict[str, Any]:
        """A table of free keys."""
        self.asked[key] = None
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.fault(key, _("类型不对，应为 %(wanted)s。"), wanted="table")
            return {}
        return value

    def done(self) -> None:
        """Every key has been asked for by now: what is left over is a fault."""
        for key in self.data:
            if key not in self.asked:
                self.fault(key, _("不认识此项。"), sorted(self.asked))


def unique(tables: Collection[Table], key: str = "code") -> None:
    """Report every table whose `key` was used by an earlier one."""
    seen: set[object] = set()
    for table in tables:
        value = table.data.get(key)
        if isinstance(value, str) and value in seen:
            table.fault(key, _("“%(value)s”重复。"), value=value)
        elif isinstance(value, str):
            seen.add(value)
