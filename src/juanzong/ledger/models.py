"""The tables of the ledger. They only grow: triggers of the database refuse UPDATE, DELETE, REPLACE and TRUNCATE
(see `append_only`). No row points at another table, so that nothing outside can force a change inside."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models

from juanzong.kit.ids import new_id
from juanzong.ledger import canonical

if TYPE_CHECKING:
    _Field = models.Field[dt.datetime | str, dt.datetime]
else:
    _Field = models.Field


class MomentField(_Field):
    """A UTC moment kept as whole microseconds since 1970.

    A whole number has one spelling in every database; SQLite's date texts have many, and a changed byte could
    go unseen.
    """

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: int | None, _expression: Any, _connection: Any) -> dt.datetime | None:
        return None if value is None else canonical.moment(value)

    def to_python(self, value: Any) -> Any:
        return canonical.moment(value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return canonical.microseconds(value) if isinstance(value, dt.datetime) else value


class Entry(models.Model):
    """One thing that happened: who, when, what, about which subject, on what basis.

    `act` ties all entries of one user act; `subject` is a Ref as text or ""; `clauses` are ids separated by one
    space; `payload` is canonical JSON without personal data in clear; `leaf_hash` covers all other columns.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    at = MomentField()
    act = models.CharField(max_length=64)
    kind = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()
    actor_position = models.TextField(default="")
    subject = models.CharField(max_length=120, default="")
    basis = models.TextField(default="")
    clauses = models.TextField(default="")
    payload = models.TextField(default="{}")
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-id"], name="ledger_entry_subject"),
            models.Index(fields=["kind", "-id"], name="ledger_entry_kind"),
            models.Index(fields=["actor_kind", "actor_id", "-id"], name="ledger_entry_actor"),
            models.Index(fields=["at"], name="ledger_entry_at"),
            models.Index(fields=["act"], name="ledger_entry_act"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.id}"


class Leaf(models.Model):
    """The place of a sealed entry in the tree, counted from 0."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.position}: {self.entry_id}"


class Tile(models.Model):
    """The hash of a full subtree of 256**(level+1) leaves, the `index`-th of its level."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Head(models.Model):
    """A signed statement: at this moment the first `size` entries had this root. `key_id` is the public key in hex."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = MomentField()
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField(max_length=64)
    alg = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.size}: {bytes(self.root).hex()}"
