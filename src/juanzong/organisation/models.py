"""The organisation: departments in a tree, staff, and who holds which position where, since when.

Positions themselves are policy and come from the packs (`policies.reads.positions`); an appointment names one by
its code.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from juanzong.kit.clock import now
from juanzong.kit.ids import new_id
from juanzong.organisation.choices import AwayReason


class Department(models.Model):
    """A department; the company itself is the one without a parent."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    code = models.CharField(max_length=20, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "name"], name="department_name_once_under_parent"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="department_not_under_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    """Looks people up by user name; making them is an action."""

    def get_by_natural_key(self, username: str | None) -> Staff:
        return self.get(username=username)


class Staff(AbstractBaseUser):
    """A member of staff, who is also the user: one person, one account, never shared."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    number = models.CharField(max_length=20, unique=True, null=True, blank=True)
    email = models.EmailField(blank=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end when the password or the epoch changes: that is how one signs out everywhere."""
        return f"{super()._get_session_auth_hash(secret=secret)}.{self.session_epoch}"  # type: ignore[misc]


class Appointment(models.Model):
    """One person in one position in one department, from a day, until a day or open."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="appointments")
    position = models.CharField(max_length=40)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="appointments")
    superior = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["from_date", "id"]
        indexes: ClassVar = [models.Index(fields=["position"], name="appointment_position")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="appointment_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(superior__isnull=True) | ~Q(superior=F("staff")), name="nobody_their_own_superior"
            ),
            models.UniqueConstraint(
                fields=["staff", "position", "department"],
                condition=Q(until_date__isnull=True),
                name="one_open_appointment_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}@{self.department_id}"

    @property
    def last_day(self) -> dt.date | None:
        """The day it ends, by itself or with the person's last day; None for neither."""
        return min((day for day in (self.until_date, self.staff.left_on) if day is not None), default=None)

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force. One SQL statement where the person was not read with it."""
        return self.from_date <= day and (self.last_day is None or day <= self.last_day)


class StandIn(models.Model):
    """Somebody stands in for a person who is away, from a day until a day, both inclusive. It gives no rights: those
    come with appointments only. ended_at: when it was ended before its time."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    away = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField()
    reason = models.CharField(max_length=10, choices=AwayReason)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-from_date", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["until_date"], name="stand_in_until", condition=Q(ended_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until_date__gte=F("from_date")), name="stand_in_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(away=F("stand_in")), name="nobody_stands_in_for_themselves"),
            models.UniqueConstraint(
                fields=["away", "from_date"], condition=Q(ended_at__isnull=True), name="one_stand_in_from_a_day"
            ),
        ]


class Charge(models.Model):
    """A deputy general manager is in charge of a department and all below it that has none of its own (P03-6.1)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="charges")
    deputy = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-from_date", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="charge_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["department"], condition=Q(until_date__isnull=True), name="one_open_charge_of_a_department"
            ),
        ]


class SignInWindow(models.Model):
    """Failed sign-ins counted for one account or one address in one window of time; what slows guessing down.

    The key is a keyed hash, so that the table is no list of who tried from where.
    """

    key = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)  # no try is looked at before


class SecondFactor(models.Model):
    """What a person's authenticator app shares with us, sealed. confirmed_at: None until a first code has shown that the
    app has it. last_step: no code is taken twice."""

    staff = models.OneToOneField(Staff, primary_key=True, on_delete=models.PROTECT, related_name="second_factor")
    sealed = models.BinaryField()
    begun_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code for the day the phone is lost, kept as a keyed hash, good once."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    hashed = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff", "hashed"], name="recovery_code_once")]


class FactorRule(models.Model):
    """Who must have a second factor: holders of a position, or `*approvers`."""

    who = models.CharField(max_length=40, primary_key=True)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField(default=now)


class Acknowledgement(models.Model):
    """A person has read the pledges of the adopted policies and stands by them (P00-3). digest: of their exact words, so
    that new words are shown again."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff", "digest"], name="acknowledged_once")]


class TrainingSession(models.Model):
    """A course was, or will be, taught on a day (P00-2.3). What the course was then stands here too: its name, clause,
    months until it is repeated, and the pass mark of its exam.

    called_off: why it was not held, "" otherwise.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    course = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    clause = models.CharField(max_length=24)
    pass_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    on_day = models.DateField()
    trainer = models.CharField(max_length=60)
    place = models.CharField(max_length=100, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    planned_by = models.BigIntegerField()
    planned_by_name = models.CharField(max_length=60)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by_name = models.CharField(max_length=60, blank=True)
    called_off = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-on_day", "-id"]
        indexes: ClassVar = [models.Index(fields=["department", "-on_day", "-id"], name="training_of_department")]
        constraints: ClassVar = [
            models.CheckConstraint(name="training_held_or_called_off", condition=Q(held_at=None) | Q(called_off="")),
            models.CheckConstraint(name="training_says_who_teaches", condition=~Q(trainer="")),
        ]


class Attendance(models.Model):
    """Somebody is expected at a session; present and score once it was held. passed: attended, and the exam passed where
    there is one."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="attendances")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "staff"], name="attendance_once"),
            models.CheckConstraint(name="attendance_score_of_100", condition=Q(score=None) | Q(score__lte=100)),
            models.CheckConstraint(
                name="attendance_marked_when_there", condition=Q(present=True) | Q(score=None, passed=False)
            ),
        ]
