"""What is said about signatures, as frozen data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from juanzong.casework.rules import drawing as rules_drawing
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.sockets import Content
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import ProofWay
from juanzong.policies.choices import Text


@dataclass(frozen=True, slots=True)
class Capacity:
    """As what somebody signs: the words beside the name on paper (移交人, 审批人), and the clause that asks for it."""

    code: str
    words: Text
    clause: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Content as a person was shown it. digest: SHA-256 of its exact bytes; whoever signs gives it back."""

    subject: Ref
    content: Content
    digest: str


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature. name, position: as they were then. way: how the person proved who they are. broken: the content has
    changed since, None when it cannot be seen any more. step: of the case it was given in."""

    id: int
    subject: Ref
    capacity: Capacity
    staff: int
    name: str
    position: str
    digest: str
    way: ProofWay
    drawing: Drawing
    signed_at: dt.datetime
    case: int
    arrival: int
    broken: bool | None

    @property
    def path(self) -> str:
        """The handwriting as the `d` of an SVG path, "" for none."""
        return rules_drawing.path(self.drawing)

    @property
    def svg(self) -> str:
        """The handwriting as an SVG picture, "" for none."""
        return rules_drawing.svg(self.drawing) if self.drawing else ""
