"""The small model beside the tables: the book of a careful certificate keeper, and the routes of P03-5 as she knows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from juanzong.custody.rules.certificates import Paper

A, B, KEEPER, ARCHIVIST = "a", "b", "keeper", "archivist"
GENERAL, KEY, CODE, FINANCE = "general", "key", "code", "finance"
PEOPLE = (A, B, KEEPER, ARCHIVIST, GENERAL, KEY, CODE, FINANCE)
LISTS = {"in": (A,), "out": (A, KEEPER), "back": (A, KEEPER, ARCHIVIST), "release": (A, KEEPER), "move": (KEEPER,)}
"""Who begins a slip."""


@dataclass(frozen=True)
class Step:
    """takes: who may take it; moves: where each leads, "" for the end, "-" for a refusal; needs: who may sign what;
    asks: what a move wants besides; not_own: whoever began the slip may not take it."""

    takes: tuple[str, ...]
    moves: dict[str, str]
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    not_own: bool = False

    def ahead(self, move: str) -> bool:
        """Whether a move leads on, so that everybody must have signed."""
        return move not in ("back", "refuse", "differs")


_THREE = {"a": (A,), "b": (B,), "archivist": (KEEPER, ARCHIVIST)}
_TWO = {"key": (KEY,), "code": (CODE,)}
_OPEN = (KEY, CODE)
_CHECK = (KEEPER, ARCHIVIST)
_DECIDE = {"agree": "open_safe", "refuse": "-"}
ROUTES = {
    "in": {
        "a_lists": Step((A,), {"to_b": "b_checks"}, asks={"to_b": "listed"}),
        "b_checks": Step((B,), {"to_keeper": "keeper_checks", "back": "a_lists"}, asks={"to_keeper": "checked"}),
        "keeper_checks": Step(_CHECK, {"to_sign": "three_sign", "back": "a_lists"}, asks={"to_sign": "checked"}),
        "three_sign": Step((A, B, *_CHECK), {"signed": "open_safe", "back": "a_lists"}, _THREE),
        "open_safe": Step(_OPEN, {"put_in": ""}, _TWO),
    },
    "out": {
        "decide": Step((GENERAL,), _DECIDE, not_own=True),
        "open_safe": Step(_OPEN, {"take_out": ""}, _TWO),
    },
    "back": {
        "keeper_checks": Step(_CHECK, {"agrees": "open_safe", "differs": "-"}, asks={"agrees": "checked"}, not_own=True),
        "open_safe": Step(_OPEN, {"put_back": ""}, _TWO),
    },
    "release": {
        "three_sign": Step((A, B, *_CHECK), {"signed": "open_safe", "refuse": "-"}, _THREE, {"signed": "settled"}),
        "open_safe": Step(_OPEN, {"hand_over": ""}, _TWO, {"hand_over": "settled"}),
    },
    "move": {
        "decide": Step((GENERAL,), {"agree": "open_first", "refuse": "-"}, not_own=True),
        "open_first": Step(_OPEN, {"to_second": "open_second"}, _TWO),
        "open_second": Step(_OPEN, {"move_over": ""}, {"to_key": (KEY,), "to_code": (CODE,)}),
    },
}  # fmt: skip
CHANGE = {"in": 1, "back": 1, "out": -1, "release": -1}


@dataclass
class Title:
    """A certificate. safe: where it belongs, 0 for nowhere; slip: the open slip it is on; owed: the slip it is out on."""

    pk: int
    paper: Paper
    project: int
    state: str = "listed"
    safe: int = 0
    slip: int = 0
    owed: int = 0
    holder: str = ""


@dataclass
class Slip:
    """A slip. checks: step, person and list of each check that agreed; signed: need by person, at this arrival."""

    pk: int
    flow: str
    project: int
    by: str
    case: int
    arrival: int
    step: str
    titles: list[int]
    state: str = "open"
    checks: set[tuple[str, str, tuple[int, ...]]] = field(default_factory=set)
    signed: dict[str, str] = field(default_factory=dict)

    @property
    def at(self) -> Step:
        return ROUTES[self.flow][self.step]

    @property
    def listed(self) -> tuple[int, ...]:
        """The list as it is; another list wants other checks."""
        return tuple(sorted(self.titles))


@dataclass
class Count:
    """A count of a safe. tallies: what each counter found, by number."""

    pk: int
    safe: int
    state: str = "open"
    tallies: dict[str, frozenset[str]] = field(default_factory=dict)
    signed: set[str] = field(default_factory=set)
    differs: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the certificate ledger."""

    safe: int
    title: int
    slip: int
    flow: str
    change: int
    day: dt.date
