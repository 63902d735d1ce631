"""A company's own policy for the grounds that every test of everything starts from."""

from __future__ import annotations

from typing import Any

from juanzong.organisation.actions import editions as acts
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_changes import Changeable


def own_policy(by: Viewer, mark: str, text: str) -> dict[str, Any]:
    """A draft of a department's own policy with one change, by what addresses name of it."""
    edition = acts.begin_edition(by=by, stands_on="P03", title_zh=f"本公司制度{mark}{text}"[:60], title_en=text[:120])
    change = acts.change_edition(
        by=by, edition=edition, of=Changeable.DUTY, code="handed_over_in_five_days", body={"set": {"due": "2 working_days"}},
        why=(text or "人少事急。")[:400],
    )  # fmt: skip
    return {"edition": edition, "edition_change": change}
