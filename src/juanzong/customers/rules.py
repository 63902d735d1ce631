"""What makes a record complete and two customers alike. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from juanzong.customers.choices import IDENTITIES
from juanzong.customers.drafts import OWN_COLUMNS, slots
from juanzong.kit import chinese
from juanzong.policies import reads as policies
from juanzong.policies.shapes import Field

# How much each reason tells, 0 to 100; the strongest counts, every further one adds a little.
_WEIGHTS = {
    "resident_id": 100, "uscc": 100, "passport": 100, "bank_account": 85, "phone": 75, "plate": 80,
    "same_name": 50, "same_core": 60, "similar_name": 40, "same_region": 5, "similar_address": 20,
}  # fmt: skip
_FURTHER = 8
SIMILAR = 0.75
# What is shown while somebody registers, and what is noted for later: a person's name and region alone are not.
WORTH_SHOWING = 45
WORTH_NOTING = 60
REASONS = {
    "resident_id": _("身份证号相同"),
    "uscc": _("统一社会信用代码相同"),
    "passport": _("证件号相同"),
    "bank_account": _("银行账号相同"),
    "phone": _("电话号码相同"),
    "plate": _("车牌号相同"),
    "same_name": _("姓名或名称相同"),
    "same_core": _("字号相同"),
    "similar_name": _("名称相近"),
    "same_region": _("地区相同"),
    "similar_address": _("地址相近"),
}


def score(reasons: Collection[str]) -> int:
    """How likely two customers are one, 0 to 100; 100 only for the same identity number."""
    if not reasons:
        return 0
    weights = sorted((_WEIGHTS[reason] for reason in reasons), reverse=True)
    if weights[0] == _WEIGHTS[IDENTITIES[0]]:
        return weights[0]
    return min(99, weights[0] + sum(min(weight, _FURTHER) for weight in weights[1:]))


@dataclass(frozen=True, slots=True)
class Likeness:
    """What of a customer is compared in clear."""

    kind: str
    name: str
    folded: str
    region: str
    address: str = ""


def alike(one: Likeness, two: Likeness) -> list[str]:
    """The reasons that names, regions and addresses in clear give to take two customers for one."""
    if one.kind != two.kind:
        return []
    reasons = []
    if chinese.fold(one.name) == chinese.fold(two.name):
        reasons.append("same_name")
    if one.kind == "organisation" and one.folded == two.folded:
        reasons.append("same_core")  # tells more than a person's name, which many share
    elif one.kind == "organisation" and chinese.similarity(one.folded, two.folded) >= SIMILAR:
        reasons.append("similar_name")
    if not reasons:
        return []
    if one.region and chinese.fold(one.region) == chinese.fold(two.region):
        reasons.append("same_region")
    if one.address and two.address and chinese.similarity(one.address, two.address) >= SIMILAR:
        reasons.append("similar_address")
    return reasons


@cache
def expected(kind: str) -> tuple[Field, ...]:
    """The fields that count towards completeness for this kind of customer (P00-1.3), own columns included."""
    return tuple(field for field in policies.fields() if field.expected and kind in field.customers)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what is expected is there; `missing` are the fields that are not."""

    present: int
    expected: int
    missing: tuple[Field, ...]

    @property
    def percent(self) -> int:
        """Whole percent, rounded down so that 100 means all."""
        return self.present * 100 // self.expected if self.expected else 100


def completeness(kind: str, filled: Iterable[str]) -> Completeness:
    """The completeness of a customer whose `filled` fields have a value (P00-1.3)."""
    have = set(filled) | {"name", "kind"}
    wanted = expected(kind)
    missing = tuple(field for field in wanted if field.code not in have)
    return Completeness(len(wanted) - len(missing), len(wanted), missing)


def fields_of(owner: str) -> tuple[Field, ...]:
    """The fields a `person`, an `organisation` or a `contact` may have beside their own columns, in catalogue order."""
    return tuple(slot.field for slot in slots(owner).values() if slot.code not in OWN_COLUMNS)
