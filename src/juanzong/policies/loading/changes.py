"""Changes: read from `changes.toml`, and made on the tables of an element as they were written."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.policies.loading.tables import Table
from juanzong.policies.shapes_changes import Change, Changeable

Report = Callable[..., None]
Written = dict[str, Any]

# What makes an element what it is: a change keeps it, and keeps naming the clause that the element rests on.
FIXED = frozenset({
    "code", "clause", "order_clause", "number_clause", "attachments_clause", "verification_clause",
    "subject", "for_each", "based_on", "series",
})  # fmt: skip
_UNKNOWN = _("“%(value)s”不在可用的值之内。")


def read_change(table: Table) -> Change:
    """One change; it says what, and does at least one thing."""
    change = Change(
        of=table.choice("of", Changeable),
        code=table.code("code"),
        at=table.words("at", ""),
        set=table.mapping("set"),
        unset=table.several("unset", ()),
        add=table.mapping("add"),
        after=table.code("after", ""),
        remove=table.flag("remove", False),
        why=table.text("why") if table.has_text("why") else None,
    )
    does = bool(change.set or change.unset or change.add)
    if change.remove == does:
        table.fault("remove" if change.remove else "set", _("应写 set、unset、add 中的至少一项，或只写 remove。"))
    table.done()
    return change


def made(written: Mapping[str, Any], change: Change, report: Report) -> Written:
    """The tables of an element after a change of it or of a part; `report(key, message, allowed, **values)`."""
    result: Written = copy.deepcopy(dict(written))
    place, among = result, None
    for array, code in _steps(change.at, report):
        tables = place.get(array)
        if not isinstance(tables, list):
            allowed = sorted(key for key, value in place.items() if _parts(value))
            report("at", _UNKNOWN, allowed, value=array)
            return result
        found = next((one for one in tables if isinstance(one, dict) and one.get("code") == code), None)
        if found is None:
            report("at", _UNKNOWN, [str(one["code"]) for one in _parts(tables)], value=code)
            return result
        place, among = found, tables
    if change.remove:
        if among is not None:
            among[:] = [one for one in among if one is not place]
        return result
    _set(place, change, report)
    _unset(place, change, report)
    _add(place, change, report)
    return result


def _steps(at: str, report: Report) -> Iterator[tuple[str, str]]:
    names = at.split(".") if at else []
    if len(names) % 2 or not all(names):
        report("at", _("应成对写明部分和代码，如 section.contracts.items.loan_contract。"))
        return
    yield from zip(names[::2], names[1::2], strict=True)


def _parts(value: Any) -> list[Written]:
    """The members of an array of tables that have a code."""
    return [one for one in value if isinstance(one, dict) and "code" in one] if isinstance(value, list) else []


def _set(place: Written, change: Change, report: Report) -> None:
    for key, value in change.set.items():
        if key in FIXED:
            report(f"set.{key}", _("这一项不能更改：元素仍须说明依据的条款和对象。"))
        elif _parts(value) or _parts(place.get(key)):
            report(f"set.{key}", _("成组的内容用 at 写明哪一部分，用 add 增加，用 remove 取消。"))
        elif isinstance(value, dict) and isinstance(place.get(key), dict):
            place[key] = {**place[key], **value}
        else:
            place[key] = copy.deepcopy(value)


def _unset(place: Written, change: Change, report: Report) -> None:
    for name in change.unset:
        key, _dot, entry = name.partition(".")
        table = place.get(key)
        if key in FIXED:
            report("unset", _("这一项不能更改：元素仍须说明依据的条款和对象。"))
        elif entry and isinstance(table, dict) and entry in table:
            del table[entry]
        elif not entry and key in place and not _parts(table):
            del place[key]
        else:
            known = [f"{key}.{one}" for one in table] if entry and isinstance(table, dict) else sorted(place)
            report("unset", _UNKNOWN, known, value=name)


def _add(place: Written, change: Change, report: Report) -> None:
    for key, parts in change.add.items():
        if not isinstance(parts, list) or len(_parts(parts)) != len(parts) or not parts:
            report(f"add.{key}", _("类型不对，应为 %(wanted)s。"), wanted="[[table]]")
            continue
        standing = place.setdefault(key, [])
        if not isinstance(standing, list):
            report(f"add.{key}", _UNKNOWN, sorted(k for k, value in place.items() if _parts(value)), value=key)
            continue
        codes = [one.get("code") for one in standing if isinstance(one, dict)]
        if change.after and change.after not in codes:
            report("after", _UNKNOWN, [str(code) for code in codes], value=change.after)
        at = codes.index(change.after) + 1 if change.after in codes else len(standing)
        standing[at:at] = copy.deepcopy(parts)
