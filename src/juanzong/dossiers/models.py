"""Dossiers, their items, every version of every document, and the checks a second person made.

Kinds, sections and required items are policy and come from the packs; rows name them by code.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.dossiers.choices import Authenticity, CheckResult, DossierState, ItemState, Medium, ScanState
from juanzong.kit.clock import now
from juanzong.kit.ids import new_id
from juanzong.policies.choices import ManagerCode


class Dossier(models.Model):
    """One customer's (unit's, project's) file of one kind. It has a number from acceptance on, and for ever."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=40, help_text="the version of the pack it was begun under")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DossierState, default=DossierState.DRAFT)
    series = models.CharField(max_length=120, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    department = models.ForeignKey("organisation.Department", on_delete=models.PROTECT, related_name="+")
    custodian = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    missing_reason = models.CharField(max_length=300, blank=True, help_text="why it was submitted with items missing")
    opened_at = models.DateTimeField(default=now)
    opened_by = models.BigIntegerField()
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.BigIntegerField(null=True, blank=True)
    verified_by_name = models.CharField(max_length=60, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by_name = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    building = models.CharField(
        max_length=20, blank=True, help_text="of the unit, where there is more than one (P06-2)"
    )
    floor = models.CharField(max_length=5, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    unit_order = models.CharField(max_length=200, blank=True, help_text="the key in which units stand (rules_units)")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-id"], name="dossier_of_customer"),
            models.Index(fields=["state", "-id"], name="dossier_state"),
            models.Index(fields=["department", "-id"], name="dossier_department"),
            models.Index(fields=["custodian", "-id", "state"], name="dossier_of_custodian"),
            models.Index(fields=["unit_order", "id"], name="dossier_by_unit", condition=~Q(unit_order="")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="dossier_number_once"),
            models.UniqueConstraint(
                fields=["series", "sequence"], condition=Q(sequence__isnull=False), name="dossier_sequence_once"
            ),
            models.CheckConstraint(
                name="dossier_numbered_when_in_force",
                condition=(Q(state__in=["in_force", "closed", "destroyed"]) & ~Q(number="") & Q(sequence__isnull=False))
                | (Q(state__in=["draft", "verifying", "verified"]) & Q(number="") & Q(sequence__isnull=True)),
            ),
            models.CheckConstraint(name="dossier_has_a_title", condition=~Q(title="")),
            models.UniqueConstraint(
                fields=["kind", "unit_order"], name="dossier_one_for_each_unit",
                condition=~Q(unit_order="") & Q(state__in=["draft", "verifying", "verified", "in_force"]),
            ),
            models.CheckConstraint(
                name="dossier_unit_is_whole",
                condition=Q(building="", floor="", unit="", unit_order="")
                | (~Q(floor="") & ~Q(unit="") & ~Q(unit_order="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number or self.title


class Manager(models.Model):
    """Who takes which part in the matter of a dossier, as its kind has them: manager A, manager B (P03-4.1)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="managers")
    code = models.CharField(max_length=2, choices=ManagerCode)
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=now)
    named_by = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "code"], name="manager_one_for_each_part"),
            models.UniqueConstraint(fields=["dossier", "staff"], name="managers_are_different_people"),
        ]


class Happening(models.Model):
    """Something that happened to the matter of a dossier on a day: an event that its kind knows, e.g. a loan granted."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="happenings")
    event = models.CharField(max_length=40)
    on_day = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField(default=now)
    noted_by = models.BigIntegerField()
    noted_by_name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "event", "on_day"], name="happening_once_a_day")
        ]


class Collection(models.Model):
    """Attachments that their customer came for, against their own handwriting (P03-4.4). strokes: the signature."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="collections")
    received_by = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True)
    strokes = models.JSONField()
    at = models.DateTimeField(default=now)
    handed_by = models.BigIntegerField()
    handed_by_name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="collection_says_by_whom", condition=~Q(received_by="")),
        ]


class Item(models.Model):
    """A document of a dossier, on paper, scanned or both.

    sheets: pages of paper with covers and every sheet counted (P03-4.2a); None while nobody has counted.
    place: order within the section where the kind orders by catalogue.
    attachment: kept for the customer, without a code (P03-4.4).
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="items")
    section = models.CharField(max_length=60)
    requirement = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=80, blank=True, help_text="the number after the dossier's (P03-4.8)")
    document_number = models.CharField(max_length=100, blank=True)
    author = models.CharField(max_length=100, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    medium = models.CharField(max_length=8, choices=Medium)
    authenticity = models.CharField(max_length=8, choices=Authenticity)
    sheets = models.PositiveIntegerField(null=True, blank=True)
    attachment = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.FILED)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    filed_at = models.DateTimeField(default=now)
    filed_by = models.BigIntegerField()
    filed_by_name = models.CharField(max_length=60)
    check_result = models.CharField(max_length=6, choices=CheckResult, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dossier", "section", "place"], name="item_in_catalogue"),
            models.Index(fields=["check_result", "state", "dossier", "filed_by", "id"], name="item_unchecked_of"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="item_has_a_title", condition=~Q(title="")),
            models.UniqueConstraint(fields=["dossier", "code"], condition=~Q(code=""), name="item_code_once"),
            models.CheckConstraint(
                name="item_withdrawn_says_why", condition=Q(state="filed") | ~Q(withdrawn_reason="")
            ),
            models.CheckConstraint(
                name="item_collected_was_an_attachment",
                condition=Q(collection__isnull=True) | Q(state="withdrawn", attachment=True),
            ),
            models.CheckConstraint(name="item_sheets_from_one", condition=Q(sheets__isnull=True) | Q(sheets__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """The bytes of an item as filed at one time. The first is the original; a correction stands beside it (P06-8).

    stored: name in the content store, under the key of `subject` (a customer).
    file_name: sealed, for file names tell more than they should. pages: of a PDF or image, None otherwise.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    subject = models.BigIntegerField()
    stored = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True, blank=True)
    file_name = models.BinaryField()
    reason = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=now)
    added_by = models.BigIntegerField()
    added_by_name = models.CharField(max_length=60)
    indexed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_once"),
            models.UniqueConstraint(fields=["item", "sha256"], name="item_content_once"),
            models.CheckConstraint(name="correction_says_why", condition=Q(number=1) | ~Q(reason="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["indexed_at"], name="version_to_index", condition=Q(indexed_at__isnull=True)),
            models.Index(fields=["item", "added_by"], name="version_of_person"),
        ]


class Check(models.Model):
    """A second person's check of an item against its source (P00-2.4). wrong_fields: codes, for the error rate."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="checks")
    result = models.CharField(max_length=6, choices=CheckResult)
    wrong_fields = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)
    filed_by = models.BigIntegerField()
    checked_by = models.BigIntegerField()
    checked_by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="checked_by_a_second_person", condition=~Q(filed_by=models.F("checked_by"))),
            models.CheckConstraint(
                name="wrong_item_says_what", condition=Q(result="right") | ~Q(wrong_fields="") | ~Q(note="")
            ),
        ]


class Scan(models.Model):
    """A file from the scanner's folder that waits to be filed; encrypted under a key of its own (subject = `id`)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    stored = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True, blank=True)
    file_name = models.BinaryField()
    received_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.WAITING)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    discarded_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="scan_waiting")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256"], condition=~Q(state="discarded"), name="scan_once"),
            models.CheckConstraint(name="scan_filed_in_an_item", condition=~Q(state="filed") | Q(item__isnull=False)),
        ]


class Supplement(models.Model):
    """A line of the supplement list: a paper that whoever checks asks for beyond what the catalogue demands of every
    dossier (P03-4.2c). requirement: code of the catalogue's item, "" for one that only its title names."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="supplements")
    section = models.CharField(max_length=60)
    requirement = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(default=now)
    asked_by = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=60)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "section", "requirement", "title"], name="supplement_asked_once",
                condition=Q(settled_at__isnull=True),
            ),
            models.CheckConstraint(name="supplement_has_a_title", condition=~Q(title="")),
        ]  # fmt: skip


class ChangeConsent(models.Model):
    """Somebody may change what is said of an accepted dossier for some days, because somebody entitled agreed (P06-8)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consents")
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField()
    reason = models.CharField(max_length=200)
    given_by = models.BigIntegerField()
    given_by_name = models.CharField(max_length=60)
    given_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["dossier", "staff"], name="consent_to_change")]
        constraints: ClassVar = [
            models.CheckConstraint(name="consent_by_another", condition=~Q(given_by=models.F("staff"))),
            models.CheckConstraint(name="consent_says_why", condition=~Q(reason="")),
        ]


class Viewing(models.Model):
    """Who looked at which item on which day: the ledger is told once a day, not at every page turned (P00-1.6)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    staff = models.BigIntegerField()
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "staff", "day"], name="item_viewing_once_a_day")
        ]


class Shredding(models.Model):
    """A stored file of a destroyed dossier that has still to be shredded. Written with the destruction, gone with the
    file, so that nothing is half done however the program ends."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    stored = models.CharField(max_length=40, unique=True)
    ordered_at = models.DateTimeField(default=now)
