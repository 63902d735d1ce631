"""What makes a function an action: right, transaction, ledger.

    @act("customers.register", clause="P00-1.2")
    def register_customer(*, by: Viewer, name: str, ...) -> Customer: ...

The right is checked first, and a refused attempt is an entry of its own. Then one transaction holds the writes and
their ledger entries; all entries of the outermost action share one act id. An action that writes no entry is a
defect and raises.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from juanzong.kit.errors import Conflict, NotAllowed, Refusal
from juanzong.ledger import actions as ledger
from juanzong.ledger.acting import act_id, entries_written_in_act, in_act
from juanzong.ledger.facts import gathered
from juanzong.organisation.rights import rights
from juanzong.organisation.viewer import Viewer

P = ParamSpec("P")
R = TypeVar("R")

DENIED_CLAUSE = "P00-1.6"


class Denied(NotAllowed):
    """A right that was missing; it knows what the ledger has to say of the attempt."""

    def __init__(self, viewer: Viewer, right: str, clause: str, attempted: str) -> None:
        super().__init__(
            _("您的岗位没有“%(right)s”的权限。") % {"right": rights[right].label},
            clause=clause or DENIED_CLAUSE,
            todo=_("如工作确有需要，请联系部门负责人或系统管理员；本次尝试已记入台账。"),
        )
        self._viewer, self._right, self._attempted = viewer, right, attempted

    def record(self) -> None:
        """Write the attempt down (P00-1.6), in a transaction of its own."""
        with transaction.atomic():
            ledger.record(
                "access.denied",
                self._viewer.actor,
                None,
                clauses=tuple(dict.fromkeys([self.clause, DENIED_CLAUSE])),
                payload={"right": self._right, "attempted": self._attempted},
            )


def _note_refusal(by: Viewer, refusal: Refusal, attempted: str) -> None:
    """Write down what a clause forbade, after everything the attempt did has been undone (P00-1.6)."""
    with transaction.atomic():
        ledger.record(
            "act.refused", by.actor, None, clauses=(refusal.clause,), payload={"attempted": attempted.lstrip("_")}
        )


def require(viewer: Viewer, right: str, *, clause: str = "", attempted: str = "") -> None:
    """Let pass whoever has the right; otherwise raise Denied, and the attempt is an entry (P00-1.6).

    Inside an action the entry would be rolled back with it, so the outermost action writes it afterwards.
    """
    if viewer.may(right):
        return
    denied = Denied(viewer, right, clause, attempted)
    if not in_act():
        denied.record()
    raise denied


def act(right: str | None, *, clause: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a keyword-only function with a `by: Viewer` an action.

    right: what `by` must have; None for acts open to everybody (registering oneself, signing in).
    clause: the clause that asks for the check, named in the refusal.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by: Any = kwargs["by"]
            if right is not None:
                require(by, right, clause=clause, attempted=function.__qualname__)
            try:
                with transaction.atomic(), act_id(), gathered():
                    result = function(*args, **kwargs)
                    if not entries_written_in_act():
                        raise RuntimeError(f"action {function.__qualname__} wrote no ledger entry")
            except Denied as denied:
                if not in_act():
                    denied.record()
                raise
            except (NotAllowed, Conflict) as refusal:
                if refusal.clause and not in_act() and by.actor.kind == "staff":
                    _note_refusal(by, refusal, function.__qualname__)
                raise
            return result

        run.declared_right = right  # type: ignore[attr-defined]
        run.is_action = True  # type: ignore[attr-defined]
        return run

    return decorate
