"""What the screens of one room show on a page of another, which does not know them.

    panels.declare(panels.Panel("custody.place", "dossier.aside", 30, "custody.view", "custody/panel.html", told))

From the screens' `declarations`. The page says where: `{% panels "dossier.aside" dossier.pk %}`. Places there are:
`dossier.facts` and `dossier.buttons` on its cover, `dossier.aside` beside its list; `customer.aside` beside a customer; `loan.aside` beside a slip; `staff.aside` beside a person;
`desk.aside` beside the work list (the thing is the person); `case.<kind>` on the page of an open case about a thing of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page. right: who sees it. told(viewer, id of the page's thing): what the template shows, None when
    there is nothing to show; it costs a known number of SQL statements and the thing was read for the viewer already."""

    name: str
    at: str
    order: int
    right: str
    template: str
    told: Callable[[Viewer, int], Mapping[str, Any] | None]


_panels: Registry[Panel] = Registry("panel")


def declare(panel: Panel) -> Panel:
    """Add a panel; for `declarations` modules only."""
    return _panels.declare(panel.name, panel)


def shown_at(at: str, viewer: Viewer | None, thing: int) -> list[tuple[str, dict[str, Any]]]:
    """Template and content of each panel at a place of a page that this viewer sees, in order."""
    here = sorted((one for one in _panels if one.at == at), key=lambda one: (one.order, one.name))
    found = [(one.template, one.told(viewer, thing)) for one in here if viewer is not None and viewer.may(one.right)]
    return [(template, dict(told)) for template, told in found if told is not None]
