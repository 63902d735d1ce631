"""What else happened: relations, changes, looks behind masks, refused attempts, sign-ins, registrations that wait."""

# untranslated module: invented data

from __future__ import annotations

from random import Random

from juanzong.config.demo import people
from juanzong.config.demo.company import House
from juanzong.config.demo.customers import Book
from juanzong.config.demo.days import Days, History
from juanzong.customers import actions
from juanzong.customers import reads as customers
from juanzong.customers.actions import contacts
from juanzong.customers.choices import RelationKind
from juanzong.kit.errors import Refusal
from juanzong.privacy import actions as privacy


class Life:
    """The small things of the company's days."""

    def __init__(self, rng: Random, house: House, book: Book) -> None:
        self._rng, self._house, self._book = rng, house, book

    def relate(self) -> None:
        """Somebody stands for somebody, is married to somebody, controls a firm."""
        rng = self._rng
        persons, firms = self._book.of("person"), self._book.of("organisation")
        if len(persons) < 2 or not firms:
            return
        kind = rng.choice(
            (RelationKind.GUARANTOR, RelationKind.SPOUSE, RelationKind.CONTROLLER, RelationKind.SHAREHOLDER)
        )
        one = rng.choice(firms if kind in (RelationKind.CONTROLLER, RelationKind.SHAREHOLDER) else persons)
        other = rng.choice([each for each in persons if each is not one])
        try:
            contacts.relate(
                by=self._house.people["fengchangan"].viewer, customer=one.id, other=other.id, kind=kind.value
            )
        except Refusal:
            return  # the same two again

    def change(self) -> None:
        """A new telephone or address, told to the project manager."""
        one = self._rng.choice(self._book.customers)
        by = one.manager.viewer
        rows = customers.current_particulars(by, [one.id], ["mobile"])
        own = [row for row in rows if row.contact_id is None]
        actions.set_particular(
            by=by, customer=one.id, field="mobile", value=people.mobile(self._rng), replaces=own[0].id if own else None
        )

    def reveal(self) -> None:
        """Somebody looks behind a mask, saying why."""
        rng = self._rng
        by = rng.choice(
            [
                *self._house.holding("archivist"),
                *self._house.holding("customer_service"),
                *self._house.holding("finance"),
            ]
        )
        one = rng.choice(self._book.customers)
        rows = customers.current_particulars(by.viewer, [one.id], ["mobile", "landline", "resident_id"])
        if rows:
            purpose = rng.choice(("contact", "identity_check", "correction", "service"))
            privacy.reveal(by=by.viewer, particular=rng.choice(rows).id, purpose=purpose, note="")

    def denied(self) -> None:
        """Somebody tries what the position does not allow; the attempt is an entry."""
        rng = self._rng
        by = rng.choice([*self._house.holding("certificate_keeper"), *self._house.holding("auditor")])
        one = rng.choice(self._book.customers)
        rows = customers.current_particulars(by.viewer, [one.id], ["mobile", "landline", "resident_id"])
        if not rows:
            return
        try:
            privacy.reveal(by=by.viewer, particular=rows[0].id, purpose="contact")
        except Refusal:
            return  # as it should be


def plan(rng: Random, house: House, days: Days, history: History, book: Book, *, small: bool) -> None:
    """Spread these things over the time."""
    life = Life(rng, house, book)
    each = 20 if small else 1
    for happening, count in ((life.relate, 260), (life.change, 120), (life.reveal, 160), (life.denied, 24)):
        for _n in range(max(1, count // each)):
            history.add(days.between(0.03, 0.995), happening)
