"""Refusals: every 'no' of the product says what happened, which clause asks for it and what to do next.

Actions and reads raise these and nothing else for what a user can cause; the screens and the command line
show them; none is ever a stack trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from juanzong.kit.refs import Ref


class Refusal(Exception):
    """The base of every refusal.

    message: one translated sentence, what happened and why.
    clause: id of the clause that asks for it, e.g. `P00-1.2`, or "" when no clause is the reason.
    todo: one translated sentence, what the person can do next.
    about: the thing on whose page they can do it, None where that is the page in hand.
    """

    status = 409

    def __init__(self, message: Any, *, clause: str = "", todo: Any = "", about: Ref | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause
        self.todo = todo
        self.about = about

    def __str__(self) -> str:
        parts = [str(self.message)]
        if self.todo:
            parts.append(str(self.todo))
        if self.clause:
            parts.append(f"({self.clause})")
        return " ".join(parts)


class Invalid(Refusal):
    """What was entered cannot be taken. `fields` maps a field's name to its sentence."""

    status = 422

    def __init__(
        self, message: Any, *, fields: Mapping[str, Any] | None = None, clause: str = "", todo: Any = ""
    ) -> None:
        super().__init__(message, clause=clause, todo=todo)
        self.fields = dict(fields or {})


class NotAllowed(Refusal):
    """The person has no right to this act."""

    status = 403


class NotFound(Refusal):
    """It does not exist, or this viewer may not know that it does."""

    status = 404


class Conflict(Refusal):
    """Somebody else was faster, or the state does not allow the step any more."""

    status = 409


class Unavailable(Refusal):
    """The machine cannot do it now: disk full, database busy, key missing. Nothing was changed."""

    status = 503
