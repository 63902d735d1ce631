"""What is done for customers: events and purchases, who answers for whom and why, visits and their supervision,
call-backs, meetings. What is said about a customer is sealed with the customer's key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.kit.clock import now
from juanzong.kit.ids import new_id
from juanzong.service.choices import CallBackResult, EventKind, Principle, VisitMode, VisitOutcome, VisitPurpose

STAFF = "organisation.Staff"
DEPARTMENT = "organisation.Department"
CUSTOMER = "customers.Customer"


class Event(models.Model):
    """A company event that customers take part in (P09-2.1)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=EventKind)
    held_on = models.DateField()
    place = models.CharField(max_length=100, blank=True)
    department = models.ForeignKey(DEPARTMENT, on_delete=models.PROTECT, related_name="+")
    organiser = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["department", "-held_on", "-id"], name="event_of_department")]
        constraints: ClassVar = [models.CheckConstraint(name="event_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """A customer who took part in an event, whoever looked after them there, and whether they bought."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="participants")
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="participations")
    representative = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    bought = models.BooleanField(default=False)
    noted_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "customer"], name="participant_once")]


class Purchase(models.Model):
    """Something a customer bought, at an event or later. first: they had bought nothing before (P09-2.7b)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="purchases")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="purchases")
    product = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    bought_on = models.DateField()
    first = models.BooleanField()
    representative = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["representative", "bought_on"], name="purchase_of_representative")]
        constraints: ClassVar = [
            models.CheckConstraint(name="purchase_of_something", condition=Q(quantity__gt=0, amount__gte=0)),
        ]


class Area(models.Model):
    """A part of town that a representative covers, for the nearest to go there (P09-1.8)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="areas")
    name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff", "name"], name="area_once")]


class Assignment(models.Model):
    """Who answers for a customer whose form came in, and by which principle (P09-1.7, P09-1.8).

    record: the form. proposed: whom the principles named, None where they left it to the manager. reason: why the
    manager decided otherwise.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="assignments")
    record = models.BigIntegerField()
    representative = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    proposed = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    principle = models.CharField(max_length=10, choices=Principle)
    reason = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["representative", "until_at"], name="assignment_of_representative"),
            models.Index(fields=["customer", "-id"], name="assignment_of_customer"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer"], condition=Q(until_at=None), name="assignment_one_at_a_time"),
            models.CheckConstraint(
                name="assignment_override_says_why",
                condition=Q(proposed__isnull=True) | Q(proposed=F("representative")) | ~Q(reason=""),
            ),
        ]


class Visit(models.Model):
    """A customer was visited or called. duty: the planned visit that it settles, "" for one in between.
    said: what came of it, sealed with the key of `key_subject`, the customer as they were then."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="visits")
    staff = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(DEPARTMENT, on_delete=models.PROTECT, related_name="+")
    on_day = models.DateField()
    mode = models.CharField(max_length=8, choices=VisitMode)
    minutes = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=12, choices=VisitPurpose)
    outcome = models.CharField(max_length=12, choices=VisitOutcome)
    duty = models.CharField(max_length=60, blank=True)
    key_subject = models.BigIntegerField()
    said = models.BinaryField()
    noted_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-on_day", "-id"], name="visit_of_customer"),
            models.Index(fields=["on_day", "staff"], name="visit_of_day"),
            models.Index(fields=["department", "-on_day", "-id"], name="visit_of_department"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="visit_at_most_a_day", condition=Q(minutes__lte=24 * 60)),
        ]


class Taking(models.Model):
    """A customer's form taken from its keeper for a visit, to be back the same day (P09-2.9). visit: what it was for."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    record = models.BigIntegerField()
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="takings")
    staff = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=now)
    back_by = models.DateField()
    back_at = models.DateTimeField(null=True, blank=True)
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="taking")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record"], condition=Q(back_at=None), name="taking_one_at_a_time"),
            models.CheckConstraint(
                name="taking_back_with_its_visit", condition=Q(back_at__isnull=True) | Q(visit__isnull=False)
            ),
        ]


class Guidance(models.Model):
    """What the supervisor told a representative about the visits of a day (P09-2.8)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    staff = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day", "staff"], name="guidance_of_day")]
        constraints: ClassVar = [models.CheckConstraint(name="guidance_says_something", condition=~Q(text=""))]


class DayCheck(models.Model):
    """The visits of a day were checked and signed off, with the figures as they stood (P09-2.8)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    day = models.DateField(unique=True)
    planned = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)


class CallBack(models.Model):
    """A form drawn for a call-back that checks whether it is true (P09-1.4)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    record = models.BigIntegerField(unique=True)
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="call_backs")
    collector = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=now)
    drawn_by = models.BigIntegerField()
    result = models.CharField(max_length=10, choices=CallBackResult, blank=True)
    differing = models.CharField(max_length=200, blank=True, help_text="which fields differ, never what they say")
    by_id = models.BigIntegerField(default=0)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="call_back_result_says_when", condition=Q(result="", at__isnull=True) | Q(at__isnull=False)
            ),
            models.CheckConstraint(
                name="call_back_difference_is_named", condition=~Q(result="differs") | ~Q(differing="")
            ),
        ]


class Meeting(models.Model):
    """A meeting on customer service with its agenda and minutes (P09-2.11). minutes: "" until it was held."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    on_day = models.DateField()
    department = models.ForeignKey(DEPARTMENT, on_delete=models.PROTECT, related_name="+")
    chair = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    minutes = models.TextField(blank=True, max_length=4000)
    held_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["department", "-on_day", "-id"], name="meeting_of_department")]
        constraints: ClassVar = [
            models.CheckConstraint(name="meeting_held_has_minutes", condition=Q(held_at=None) | ~Q(minutes=""))
        ]


class Present(models.Model):
    """Somebody was at a meeting."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="present")
    staff = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "staff"], name="present_once")]


class Topic(models.Model):
    """A point of the agenda. source: the open issue it was drawn from, "" for one that somebody put there."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="topics")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    source = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["place", "id"]


class Agreed(models.Model):
    """What a meeting agreed: who does what by when."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agreed")
    text = models.CharField(max_length=200)
    owner = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["done_at", "due_on"], name="agreed_open")]
        constraints: ClassVar = [
            models.CheckConstraint(name="agreed_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="agreed_done_says_how", condition=Q(done_at=None) | ~Q(done_note="")),
        ]

    def __str__(self) -> str:
        return self.text
