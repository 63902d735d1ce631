"""Counting a safe like cash: two people enter what they find, each alone; the outcome is compared, signed, and followed up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.casework.actions import signing
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.custody.choices import HoldingState, PlaceKind
from juanzong.custody.choices_safe import CertificateState, Occasion, SafeCountState, SafeDifference
from juanzong.custody.models import Certificate, Holding, SafeCount, SafeFinding, SafeTally
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import safes as reads
from juanzong.custody.reads.safes import COUNT
from juanzong.custody.rules import safe as rules
from juanzong.custody.rules.certificates import mask, normal_number
from juanzong.custody.writing import locked_place
from juanzong.kit import clock
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text

CLAUSE = "P03-5.4"
COUNTERS = 2
MOST_LINES = 5000
TAIL = 4
_HOLDS_IT = ("custody.safe_key", "custody.safe_code", "custody.safe_slips")
_SIGNERS = (
    Capacity("counter", Text("清点人", "Counted by"), CLAUSE),
    Capacity("second_counter", Text("复点人", "Counted again by"), CLAUSE),
)


@act(COUNT, clause=CLAUSE)
def begin_safe_count(*, by: Viewer, place_id: int, occasion: str) -> SafeCount:
    """Begin to count a safe; until both have entered what they found, nothing goes in or out. A surprise is one only when
    somebody begins it who has no hand in the safe."""
    place = locked_place(reads.safe(by, place_id).pk)
    if place.kind != PlaceKind.SAFE or occasion not in Occasion.values:
        fault = _("请选择日终清点或突击清点。")
        raise Invalid(fault, fields={"occasion": fault}, clause=CLAUSE)
    if occasion == Occasion.SURPRISE and any(by.may(right) for right in _HOLDS_IT):
        raise NotAllowed(
            _("突击清点须由不经管权证的人发起。"), clause=CLAUSE, todo=_("请由总经理、财务等不掌管保险柜的人员发起。")
        )
    try:
        with transaction.atomic():
            one = SafeCount.objects.create(
                place=place, day=clock.today(), occasion=occasion, opened_at=clock.now(), opened_by=by.staff_id,
                opened_by_name=by.name[:60],
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(
            _("“%(place)s”正在清点。") % {"place": place.address}, clause=CLAUSE, todo=_("请在进行中的清点里录入。")
        ) from error
    _told(by, "safe_count.begun", one, stands=place.address)
    return one


@act(COUNT, clause=CLAUSE)
def tally_safe(*, by: Viewer, count_id: int, numbers: Sequence[str]) -> SafeTally:
    """Enter what one counter found: numbers, or their last four signs. With the second counter the result is compared; a
    difference is a fact that starts an incident."""
    one = _locked(by, count_id)
    if one.state != SafeCountState.OPEN:
        raise Conflict(_("这次清点已经录完。"), clause=CLAUSE, todo=_("请查看结果并签字。"))
    if one.tallies.filter(staff=by.staff_id).exists():
        raise NotAllowed(_("您已经录入过，清点须由两人各自进行。"), clause=CLAUSE, todo=_("请由另一位清点人录入。"))
    lines = [number for text in numbers if (number := normal_number(text))]
    short = next((line for line in lines if len(line) < TAIL), "")
    if short or len(lines) > MOST_LINES:
        fault = _("每行一件，填证号或至少后 %(n)s 位。") % {"n": TAIL}
        if short:
            fault = _("“%(line)s”太短。") % {"line": short} + fault
        raise Invalid(fault, fields={"numbers": fault}, clause=CLAUSE)
    found, strays = _meant(one, lines)
    tally = SafeTally.objects.create(
        count=one, staff=by.staff_id, staff_name=by.name[:60], at=clock.now(), certificates=sorted(found), strays=strays
    )
    _told(by, "safe_count.tallied", one, certificates=len(lines))
    tallies = list(one.tallies.order_by("at", "pk"))
    if len(tallies) == COUNTERS:
        _compared(by, one, *(rules.Tally(frozenset(each.certificates), tuple(each.strays)) for each in tallies))
    return tally


def _meant(one: SafeCount, lines: Sequence[str]) -> tuple[set[int], list[str]]:
    """Which certificates the lines mean, those of this safe first; and what no register knows, masked."""
    index = BlindIndex(register.LOOKUP)
    tokens = [(index.exact(line), index.tail(line), len(line) == TAIL) for line in lines]
    here = Certificate.objects.filter(holding__place=one.place_id, holding__state=HoldingState.IN).order_by("pk")
    known = [(pk, bytes(exact), bytes(tail)) for pk, exact, tail in here.values_list("pk", "exact", "tail")]
    meant = rules.matched(tokens, known)
    rest = [n for n, pk in enumerate(meant) if not pk]
    others = Certificate.objects.filter(exact__in=[tokens[n][0] for n in rest]).exclude(state=CertificateState.DROPPED)
    known_again = others.order_by("pk").values_list("pk", "exact")  # of a number that came again the last is meant
    elsewhere = {bytes(exact): pk for pk, exact in known_again} if rest else {}
    found = {pk for pk in meant if pk} | {elsewhere[tokens[n][0]] for n in rest if tokens[n][0] in elsewhere}
    return found, [mask(lines[n]) for n in rest if tokens[n][0] not in elsewhere]


def _compared(by: Viewer, one: SafeCount, first: rules.Tally, second: rules.Tally) -> None:
    held = Holding.objects.filter(place=one.place_id, certificate__isnull=False, state=HoldingState.IN)
    expected = set(held.values_list("certificate_id", flat=True))
    result = rules.compare(expected, first, second)
    rows = [
        *(SafeFinding(count=one, kind=SafeDifference.MISSING, certificate_id=pk) for pk in result.missing),
        *(SafeFinding(count=one, kind=SafeDifference.COUNTERS, certificate_id=pk) for pk in result.contested),
        *(SafeFinding(count=one, kind=SafeDifference.SURPLUS, certificate_id=pk) for pk in result.surplus),
        *(SafeFinding(count=one, kind=SafeDifference.SURPLUS, text=text[:80]) for text in result.strays),
    ]
    SafeFinding.objects.bulk_create(rows)
    one.state, one.counted_at, one.expected = SafeCountState.COUNTED, clock.now(), len(expected)
    one.found = len(first.certificates & second.certificates)
    one.save(update_fields=["state", "counted_at", "expected", "found"])
    told: dict[str, Any] = {
        "expected": one.expected,
        "found": one.found,
        "differences": len(rows),
        "occasion": one.occasion,
    }
    _told(by, "safe_count.compared", one, **told, agrees="yes" if result.agrees else "no")
    if rows:
        _told(by, "safe_count.differed", one, **told)
    ledger.record(
        "safe.counted", by.actor, Ref("place", one.place_id), clauses=(CLAUSE,),
        payload={**told, "stands": one.place.address, "count": one.pk, "round": one.day.isoformat()},
    )  # fmt: skip


@act(COUNT, clause=CLAUSE)
def sign_safe_count(*, by: Viewer, count_id: int, digest: str, proof: Proof, drawing: Drawing = ()) -> SafeCount:
    """Sign the outcome as it was shown. Only the two who counted sign it, each once; with the second it is final."""
    one = _locked(by, count_id)
    if one.state != SafeCountState.COUNTED:
        raise Conflict(
            _("现在不能签字：%(state)s。") % {"state": one.get_state_display()}, clause=CLAUSE, todo=_("请刷新后查看。")
        )
    if not one.tallies.filter(staff=by.staff_id).exists():
        raise NotAllowed(_("由录入清点的两人签字。"), clause=CLAUSE, todo=_("请由清点人签字。"))
    given = [sig for sig in reads.signatures(by, one.pk) if not sig.broken]
    if any(sig.staff == by.staff_id for sig in given):
        raise NotAllowed(_("同一人不能签两次。"), clause=CLAUSE, todo=_("请由另一位清点人签字。"))
    signing.sign(
        by=by, subject=reads.ref(one.pk), capacity=_SIGNERS[min(len(given), 1)], digest=digest, proof=proof,
        drawing=drawing,
    )  # fmt: skip
    if given:
        one.state = SafeCountState.SIGNED
        one.save(update_fields=["state"])
    _told(by, "safe_count.signed", one, signatures=len(given) + 1)
    return one


def _locked(by: Viewer, count_id: int) -> SafeCount:
    """The place is locked first, as whoever opens the safe does, so that a count sees what went in or out before it."""
    known = reads.count(by, count_id)
    locked_place(known.place_id)
    return SafeCount.objects.select_for_update(of=("self",)).select_related("place").get(pk=known.pk)


def _told(by: Viewer, kind: str, one: SafeCount, **payload: Any) -> None:
    ledger.record(kind, by.actor, reads.ref(one.pk), clauses=(CLAUSE,), payload=payload)
