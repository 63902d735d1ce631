"""How to call each act on the company's own packs once."""

from __future__ import annotations

from collections.abc import Callable

from juanzong.organisation.actions import editions as acts
from juanzong.organisation.viewer import Viewer
from juanzong.policies import editions
from juanzong.policies.shapes_changes import Changeable
from tests.everywhere.staging import Call, Scene, prepared
from tests.factories import make_viewer


def _director(scene: Scene) -> Viewer:
    return make_viewer("general_manager", department=scene.grounds.company)


def _change(by: Viewer, edition: int) -> int:
    return acts.change_edition(
        by=by, edition=edition, of=Changeable.DUTY, code="handed_over_in_five_days", body={"set": {"due": "2 working_days"}},
        why="人少事急。",
    )  # fmt: skip


def _draft(scene: Scene) -> int:
    edition = acts.begin_edition(by=scene.second, stands_on="P03", title_zh="本公司档案制度")
    _change(scene.second, edition)
    return edition


def _proposed(scene: Scene) -> tuple[Viewer, int, str]:
    edition = _draft(scene)
    acts.propose_edition(by=scene.second, edition=edition)
    return _director(scene), edition, editions.edition(edition).digest


def _consented(scene: Scene) -> str:
    director, edition, digest = _proposed(scene)
    acts.consent_to_edition(by=director, edition=edition, digest=digest)
    return editions.edition(edition).pack


def _taking_back(scene: Scene) -> tuple[int, int]:
    edition = _draft(scene)
    return edition, editions.edition(edition).changes.get().pk


POLICIES: dict[str, Callable[[Scene], Call]] = {
    "organisation.actions.editions:begin_edition": prepared(
        lambda s: s.second, lambda s, by: acts.begin_edition(by=by, stands_on="P03", title_zh="本公司档案制度")
    ),
    "organisation.actions.editions:begin_next_edition": prepared(
        _consented, lambda s, pack: acts.begin_next_edition(by=s.second, pack=pack)
    ),
    "organisation.actions.editions:change_edition": prepared(_draft, lambda s, edition: _change(s.second, edition)),
    "organisation.actions.editions:take_back_change": prepared(
        _taking_back, lambda s, m: acts.take_back_change(by=s.second, edition=m[0], change=m[1])
    ),
    "organisation.actions.editions:propose_edition": prepared(
        _draft, lambda s, edition: acts.propose_edition(by=s.second, edition=edition)
    ),
    "organisation.actions.editions:consent_to_edition": prepared(
        _proposed, lambda s, m: acts.consent_to_edition(by=m[0], edition=m[1], digest=m[2])
    ),
    "organisation.actions.editions:refuse_edition": prepared(
        _proposed, lambda s, m: acts.refuse_edition(by=m[0], edition=m[1], reason="期限太短。")
    ),
    "organisation.actions.editions:withdraw_edition": prepared(
        _draft, lambda s, edition: acts.withdraw_edition(by=s.second, edition=edition)
    ),
}
