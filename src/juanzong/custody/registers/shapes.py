"""What a register says of itself. Declare one and it has a page, a paper and a sheet:

declare_register(Register("certificates", _("权证台账"), "P03-3", columns, rows, lines, ...))
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included; None: open on that side."""

    since: dt.date | None = None
    until: dt.date | None = None

    def within(self, column: str) -> dict[str, dt.datetime]:
        """The filter that keeps a column of moments inside the period."""
        found = {}
        if self.since:
            found[f"{column}__gte"] = clock.start_of(self.since)
        if self.until:
            found[f"{column}__lt"] = clock.start_of(self.until + dt.timedelta(days=1))
        return found

    @property
    def words(self) -> str:
        """As a paper says it."""
        if not self.since and not self.until:
            return str(_("全部"))
        return f"{self.since.isoformat() if self.since else '…'} — {self.until.isoformat() if self.until else '…'}"


@dataclass(frozen=True, slots=True)
class Head:
    """A column. width: parts of the line on paper. sort: query fields to order by, none: not sortable. quiet: left out on
    a phone."""

    label: Any
    width: int = 4
    numeric: bool = False
    sort: tuple[str, ...] = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line. ref: what it is about, for a link. cells: texts, numbers and days, one for each column."""

    ref: Ref | None
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Something counted twice: in the tables and anew from the ledger's entries. wrong: by name, what one knows and the
    other does not."""

    name: Any
    table: int
    ledger: int
    wrong: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return self.table == self.ledger and not self.wrong


@dataclass(frozen=True, slots=True)
class Register:
    """A register. rows: a query or a list of what is in it for this viewer in a period. lines: those rows as lines, with a
    known number of statements. search: the rows that hold a text. order: query fields that it is kept in.
    compared: what of it is counted anew from the ledger. signers: who signs the paper. totals: sums under the table."""

    code: str
    name: Any
    about: Any
    clause: str
    columns: tuple[Head, ...]
    rows: Callable[[Viewer, Period], Any]
    lines: Callable[[Viewer, Sequence[Any]], list[Line]]
    search: Callable[[Any, str], Any] | None = None
    order: tuple[str, ...] = ()
    compared: Callable[[Viewer, Period], Sequence[Compared]] | None = None
    totals: Callable[[Viewer, Period], Mapping[Any, int]] | None = None
    signers: tuple[Any, ...] = field(default=(_("登记人"), _("核对人")))
    rank: int = 50


registers: Registry[Register] = Registry("register")


def declare_register(one: Register) -> Register:
    """Make a register known; for `declarations` modules only."""
    return registers.declare(one.code, one)
