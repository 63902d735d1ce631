"""Socket: the things that people can be let read for a time, whose rooms stand above this one.

    grantables.declare("dossier", Grantable("dossier", _("档案"), "dossiers.view", found, told, reads_anyway))

From `declarations` only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever asks is told of a thing before they may read it. words: kind and number, no customer's name. policy: the
    pack it belongs to; department: whose it is."""

    words: str
    policy: str
    department: int


@dataclass(frozen=True, slots=True)
class Grantable:
    """A kind of thing. right: without which nobody reads such things at all, grant or no grant.

    found(words): ids of the things with this number, or whose customer has exactly this name, at most a few; no viewer,
    because they look for what they may not read. told(ids): what may be said of each. reads_anyway(viewer, ids): those
    that the viewer may read without a grant.
    """

    kind: str
    label: Any
    right: str
    found: Callable[[str], Sequence[int]]
    told: Callable[[Sequence[int]], Mapping[int, Told]]
    reads_anyway: Callable[[Viewer, Sequence[int]], Collection[int]]


grantables: Registry[Grantable] = Registry("thing that can be granted")
