"""What a person can hold: each room declares what it lets people have, keep or answer for, so that all of it can be
listed and handed over when they leave. From `declarations` only:

    declare_holds(Holds("loans", 10, _("借出的档案"), "loan", held.loans, held.loan_count, is_thing=True))

A room that is added declares its own; whoever lists what somebody holds (oversight) knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from juanzong.kit.refs import Ref
from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that somebody holds. words: what everybody may know of it; where that is nothing, the label of its kind says
    it, to whoever may see it. where: its place, its number, until when. about: the thing of the kind, where `id` is another."""

    id: int
    words: str = ""
    where: str = ""
    about: int = 0


@dataclass(frozen=True, slots=True)
class Handing:
    """Whose things change hands and why. by: who does it, with the rights that `Holds.rights` lends them; staff: whoever has
    them; authority: what this rests on, the leaving."""

    by: Viewer
    staff: int
    reason: str
    clause: str
    authority: Ref


@dataclass(frozen=True, slots=True)
class Holds:
    """One sort of things that people hold.

    kind: the subject that each is, "" where it is none. held: at most so many of a person's, in order, one SQL statement
    or two; count: how many there are. is_thing: it can be missing, as paper can and work cannot.
    take_back, pass_on: the acts that end the holding or give it to somebody else, for many at once; where there is none, how
    says what to do on the room's own page. lose: the act that says it is lost. rights: what these acts ask for. by_hand:
    nothing in the house changes when it is given back, so whoever takes it says so. at_closing: what is left then is taken
    back or goes to whoever takes over, so that nothing is with nobody.
    """

    code: str
    order: int
    label: Any
    kind: str
    held: Callable[[int, int], Sequence[Held]]
    count: Callable[[int], int]
    is_thing: bool = False
    how: Any = ""
    take_back: Callable[[Handing, Sequence[int]], None] | None = None
    pass_on: Callable[[Handing, Sequence[int], int], None] | None = None
    lose: Callable[[Handing, int], None] | None = None
    rights: tuple[str, ...] = ()
    by_hand: bool = False
    at_closing: bool = False


holdings: Registry[Holds] = Registry("sort of holding")


def declare_holds(one: Holds) -> Holds:
    """Make a sort of holding known."""
    return holdings.declare(one.code, one)


def all_holds() -> list[Holds]:
    """Every sort, in the order in which they are listed."""
    return sorted(holdings, key=lambda one: (one.order, one.code))
