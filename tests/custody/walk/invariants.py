"""What holds after every step: the tables say what the notebook says, and the ledger says what the tables say."""

from __future__ import annotations

from collections import Counter

from django.db import connection
from django.db.models import Count as Number
from hypothesis.stateful import invariant

from juanzong.custody.models import Count, Disposal, Freeze, Holding, Loan, Stay
from juanzong.dossiers.models import Dossier
from juanzong.kit import sequences
from juanzong.ledger.models import Entry
from tests.custody.walk.base import Base

_TORN = """
SELECT count(*) FROM (
    SELECT until, lead(since) OVER (PARTITION BY holding_id ORDER BY since, id) AS next FROM custody_stay
) AS stays WHERE next IS NOT NULL AND (until IS NULL OR until > next)
"""


class Invariants(Base):
    @invariant()
    def it_all_agrees(self) -> None:
        self._everything_is_in_exactly_one_place_or_with_one_holder_or_gone()
        self._slips_lists_and_counts_stand_where_the_notebook_says()
        self._numbers_are_whole_and_what_is_held_or_not_yet_due_is_there()
        self._the_ledger_adds_up_to_the_tables()

    def _everything_is_in_exactly_one_place_or_with_one_holder_or_gone(self) -> None:
        rows = list(
            Holding.objects.values_list(
                "pk", "dossier_id", "item_id", "item__dossier", "place_id", "state", "holder_name"
            )
        )
        stand = {row[1]: (row[4] or 0, row[5]) for row in rows if row[1]}
        assert stand == {
            one.pk: (one.home, "gone" if one.state == "destroyed" else "out" if one.out else "in")
            for one in self.papers.values()
            if one.shelved
        }
        apart = {row[2]: (row[3], row[4]) for row in rows if row[2] and row[5] == "in"}
        assert apart == {item: (one.pk, place) for one in self.papers.values() for item, place in one.apart.items()}
        holders = {row[1]: row[6] for row in rows if row[1] and row[5] == "out"}
        assert holders == {
            one.pk: self.viewer(self.slips[one.out].borrower).name for one in self.papers.values() if one.out
        }
        open_stays = dict(Stay.objects.filter(until=None).values_list("holding_id", "place_id"))
        assert open_stays == {row[0]: row[4] for row in rows if row[4]}
        with connection.cursor() as cursor:
            cursor.execute(_TORN)
            assert cursor.fetchone()[0] == 0

    def _slips_lists_and_counts_stand_where_the_notebook_says(self) -> None:
        slips = {row[0]: row[1:] for row in Loan.objects.values_list("pk", "state", "items_back", "sheets_back")}
        assert slips == {one.pk: (one.state, *one.back) for one in self.slips.values()}
        numbers = sorted(Loan.objects.values_list("number", flat=True))
        assert numbers == [f"借字〔2026〕{n:04d}号" for n in range(1, len(numbers) + 1)]
        if self.lists:
            states = dict(Disposal.objects.values_list("pk", "state"))
            assert states == {one.pk: one.state for one in self.lists.values()}
        if self.tallies:
            states = dict(Count.objects.values_list("pk", "state"))
            assert states == {one.pk: one.state for one in self.tallies.values()}

    def _numbers_are_whole_and_what_is_held_or_not_yet_due_is_there(self) -> None:
        rows = {row[0]: row[1:] for row in Dossier.objects.values_list("pk", "state", "sequence")}
        assert {pk: (state, n or 0) for pk, (state, n) in rows.items()} == {
            one.pk: (one.state, one.number) for one in self.papers.values()
        }
        assert sequences.last(self.series) == self.given == sum(bool(one.number) for one in self.papers.values())
        held = dict(Freeze.objects.filter(lifted_at=None).values_list("dossier").annotate(n=Number("pk")))
        assert held == {one.pk: len(one.holds) for one in self.papers.values() if one.holds}

    def _the_ledger_adds_up_to_the_tables(self) -> None:
        rows = Entry.objects.filter(pk__gt=self.began).values_list("kind").annotate(n=Number("pk"))
        said = Counter(dict(rows.order_by()))
        papers = self.papers.values()
        assert said["dossier.accepted"] == self.given
        assert said["dossier.shelved"] == sum(one.shelved for one in papers)
        assert said["dossier.destroyed"] == sum(one.state == "destroyed" for one in papers)
        assert said["loan.issued"] - said["loan.closed"] == sum(bool(one.out) for one in papers)
        assert said["dossier.frozen"] - said["dossier.unfrozen"] == sum(len(one.holds) for one in papers)
        assert said["loan.asked"] == len(self.slips)
        assert said["loan.returned"] == sum(one.state in ("returned", "closed") for one in self.slips.values())
        assert said["disposal.done"] == sum(one.state == "done" for one in self.lists.values())
        assert said["count.ended"] == sum(one.state != "open" for one in self.tallies.values())
