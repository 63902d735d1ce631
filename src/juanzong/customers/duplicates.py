"""Finding customers who may be the same one: equal numbers first, then names and addresses in clear (P00-1.3).

Works on all customers, whoever looks; what a viewer may learn of them is decided in `reads_duplicates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from juanzong.customers.choices import IDENTITIES, TELLING, CustomerKind, CustomerState
from juanzong.customers.drafts import Checked
from juanzong.customers.models import Customer, Particular
from juanzong.customers.rules import Likeness, alike
from juanzong.customers.writing import CUSTOMERS
from juanzong.kit.blind import BlindIndex

PER_NUMBER = 20  # more customers than this behind one number or name tell nothing about any two of them
PER_NAME = 10
_HALF = 2


@dataclass(slots=True)
class Probe:
    """What is compared of one customer; id 0 for one not yet saved. numbers: blind index to look-up family."""

    id: int
    like: Likeness
    numbers: dict[bytes, str] = field(default_factory=dict)


def probe_of(customer: Checked) -> Probe:
    """What to compare of a customer not yet saved."""
    address = next((value for slot, value in customer.values if slot.code == "business_address"), "")
    return Probe(
        0,
        Likeness(customer.kind, customer.name, customer.folded, customer.region, address),
        {BlindIndex(lookup).exact(value): lookup for lookup, value in customer.found_by() if lookup in TELLING},
    )


def probes_of(customer_ids: Sequence[int]) -> list[Probe]:
    """What to compare of saved customers. Three SQL statements."""
    addresses = dict(
        Particular.objects.filter(
            customer__in=customer_ids, field="business_address", contact=None, until_at=None
        ).values_list("customer", "plain")
    )
    rows = Customer.objects.filter(pk__in=customer_ids, state=CustomerState.ACTIVE)
    probes = {
        row.pk: Probe(row.pk, Likeness(row.kind, row.name, row.folded, row.region, addresses.get(row.pk, "")))
        for row in rows.only("id", "kind", "name", "folded", "region")
    }
    numbers = Particular.objects.filter(customer__in=customer_ids, until_at=None, lookup__in=TELLING)
    for owner, exact, lookup in numbers.exclude(exact=None).values_list("customer", "exact", "lookup"):
        if owner in probes:
            probes[owner].numbers[bytes(exact or b"")] = lookup
    return list(probes.values())


def candidates(probes: Sequence[Probe]) -> dict[tuple[int, int], list[str]]:
    """Reasons for each pair (place in `probes`, id of a saved active customer).

    Four SQL statements, one more for each person and three more for each organisation.
    """
    found: dict[tuple[int, int], list[str]] = {}
    holders = _holders({exact for probe in probes for exact in probe.numbers})
    for place, probe in enumerate(probes):
        for exact, lookup in probe.numbers.items():
            for other in holders.get(exact, ()):
                if other != probe.id and lookup not in found.setdefault((place, other), []):
                    found[place, other].append(lookup)
    namesakes = {place: _namesakes(probe) for place, probe in enumerate(probes)}
    similar = {place: _similar(probe) for place, probe in enumerate(probes) if probe.like.kind == "organisation"}
    near = {other for ids in (*similar.values(), *namesakes.values()) for other in ids}
    likes = {probe.id: probe.like for probe in probes_of(sorted(near | {other for _place, other in found}))}
    for place, probe in enumerate(probes):
        others = {*namesakes[place], *similar.get(place, ())}
        others |= {other for at, other in found if at == place}
        for other in others - {probe.id}:
            if other in likes and (reasons := alike(probe.like, likes[other])):
                found.setdefault((place, other), []).extend(reasons)
    return {pair: reasons for pair, reasons in found.items() if reasons and pair[1] in likes}


def holders_of_identity(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Which customer holds each identity (look-up family, normalised value), of those that are held. One statement."""
    wanted = {BlindIndex(lookup).exact(value): (lookup, value) for lookup, value in pairs}
    if not wanted:
        return {}
    rows = Particular.objects.filter(exact__in=list(wanted), field__in=IDENTITIES, contact=None, until_at=None)
    return {wanted[bytes(exact or b"")]: owner for exact, owner in rows.values_list("exact", "customer")}


def _holders(numbers: set[bytes]) -> dict[bytes, list[int]]:
    if not numbers:
        return {}
    rows = Particular.objects.filter(exact__in=list(numbers), until_at=None, customer__state=CustomerState.ACTIVE)
    found: dict[bytes, list[int]] = {}
    for exact, owner in rows.order_by("-id").values_list("exact", "customer"):
        known = found.setdefault(bytes(exact or b""), [])
        if owner not in known:
            known.append(owner)
    return {exact: owners for exact, owners in found.items() if len(owners) <= PER_NUMBER}


def _namesakes(probe: Probe) -> list[int]:
    """The newest few customers of the same name; of a person only in the same region, since names repeat."""
    rows = Customer.objects.filter(folded=probe.like.folded, kind=probe.like.kind, state=CustomerState.ACTIVE)
    if probe.like.kind == CustomerKind.PERSON and probe.like.region:
        rows = rows.filter(region=probe.like.region)
    return list(rows.exclude(pk=probe.id).order_by("-id").values_list("id", flat=True)[:PER_NAME])


def _similar(probe: Probe) -> list[int]:
    """Organisations whose name holds one half of this one's core. At most two SQL statements."""
    core = probe.like.folded
    if len(core) < 2 * _HALF:
        return []
    middle = len(core) // 2
    return [pk for half in (core[:middle], core[middle:]) for pk in CUSTOMERS.find(half, limit=PER_NUMBER)]
