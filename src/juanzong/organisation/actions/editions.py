"""Making the company's own packs. The room of policies lies below this one and knows no viewers, so their acts stand here.

Each returns the id of the version, or of the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies import actions_editions as editions
from juanzong.policies.shapes_changes import Changeable

EDIT, CONSENT, CLAUSE = "policies.edit", "policies.consent", editions.CLAUSE


@act(EDIT, clause=CLAUSE)
def begin_edition(*, by: Viewer, stands_on: str, title_zh: str, title_en: str = "") -> int:
    """A draft of a new pack of the company's own on the ground of another."""
    return editions.begin(actor=by.actor, stands_on=stands_on, title_zh=title_zh, title_en=title_en).pk


@act(EDIT, clause=CLAUSE)
def begin_next_edition(*, by: Viewer, pack: str) -> int:
    """A draft of the next version of a pack of the company's own."""
    return editions.begin_next(actor=by.actor, pack=pack).pk


@act(EDIT, clause=CLAUSE)
def change_edition(
    *, by: Viewer, edition: int, of: Changeable, code: str, at: str = "", body: Mapping[str, Any], why: str
) -> int:
    """One change in a draft, with its reason."""
    return editions.change(actor=by.actor, edition=edition, of=of, code=code, at=at, body=body, why=why).pk


@act(EDIT, clause=CLAUSE)
def take_back_change(*, by: Viewer, edition: int, change: int) -> int:
    """Take a change out of a draft again."""
    return editions.take_back(actor=by.actor, edition=edition, change=change).pk


@act(EDIT, clause=CLAUSE)
def propose_edition(*, by: Viewer, edition: int) -> int:
    """Lay a draft before a second person."""
    return editions.propose(actor=by.actor, edition=edition).pk


@act(CONSENT, clause=CLAUSE)
def consent_to_edition(*, by: Viewer, edition: int, digest: str) -> int:
    """Consent to exactly this text; never one's own."""
    return editions.consent(actor=by.actor, edition=edition, digest=digest).pk


@act(CONSENT, clause=CLAUSE)
def refuse_edition(*, by: Viewer, edition: int, reason: str) -> int:
    """Send a proposal back with the reason."""
    return editions.refuse(actor=by.actor, edition=edition, reason=reason).pk


@act(EDIT, clause=CLAUSE)
def withdraw_edition(*, by: Viewer, edition: int) -> int:
    """Give up a draft."""
    return editions.withdraw(actor=by.actor, edition=edition).pk
