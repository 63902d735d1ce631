"""Socket: what belongs to a customer in higher rooms and goes along when two customers become one.

A room that holds rows for customers (dossiers, visits, contracts) declares one follower in its `declarations`:

    customer_followers.declare("dossiers", Follower("dossiers", _("档案"), move, move_back))

Both functions run inside the transaction of the merge or of its undoing, and neither checks rights: the act did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from juanzong.kit.refs import Ref
from juanzong.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Follower:
    """How the rows of one kind follow their customer.

    label: translated, for the page of the merge.
    move(gone, kept): give all rows of customer `gone` to `kept`; the ids of those rows.
    move_back(ids, gone, kept): give these rows of `kept` back to `gone`. Rows that were changed since in a way that
    forbids it: raise `kit.errors.Conflict` with a sentence that says which and why, and the undoing is refused.
    """

    name: str
    label: Any
    move: Callable[[int, int], list[int]]
    move_back: Callable[[Sequence[int], int, int], None]


customer_followers: Registry[Follower] = Registry("follower of a customer")


@dataclass(frozen=True, slots=True)
class Subjects:
    """The things of one room that a customer's timeline also tells of.

    find(customer_id): their refs; one SQL statement. The ledger's entries about them join the customer's own.
    changing: the kinds of entry that change what is known of the customer, for `reads_changes`; within(customer_id): what
    lies in these things and is an entry's subject by itself, such as a paper; one SQL statement.
    """

    name: str
    find: Callable[[int], list[Ref]]
    changing: frozenset[str] = frozenset()
    within: Callable[[int], list[Ref]] = lambda _customer: []


timeline_subjects: Registry[Subjects] = Registry("subjects of a customer's timeline")
