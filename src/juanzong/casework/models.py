"""Obligations: who owes what by when because of which clause.

What an obligation is about is a Ref kept as text, since the things of this house live in rooms above this one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from juanzong.casework.choices import (
    ALSO,
    CaseState,
    ChannelKind,
    MailSecurity,
    MessageState,
    ObligationState,
    TellKind,
)
from juanzong.kit.ids import new_id
from juanzong.organisation.choices import ProofWay


class Obligation(models.Model):
    """One thing that somebody owes.

    duty, pack, version: the rule that made it. subject: a Ref as text. round: of a recurring duty, e.g. `2026Q3`.
    owner: who owes it; None when any holder of `position` for `department` may take it.
    due_on: the last day that is on time, in China. due_was: the day before any extension. provisional: it rests on a
    year whose calendar is not published yet. opened_entry, closed_entry: ids of ledger entries.
    tell_on: the next day on which somebody has to be told (reminded or escalated), None when nobody has to any more.
    told: how many of the duty's reminders and escalations are behind it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    duty = models.CharField(max_length=60)
    clause = models.CharField(max_length=24)
    pack = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=60)
    round = models.CharField(max_length=12, blank=True)
    owner = models.ForeignKey(
        "organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.CharField(max_length=40, blank=True)
    department = models.ForeignKey(
        "organisation.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    opened_entry = models.BigIntegerField()
    due_on = models.DateField()
    due_was = models.DateField()
    provisional = models.BooleanField(default=False)
    tell_on = models.DateField(null=True, blank=True)
    told = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ObligationState, default=ObligationState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_entry = models.BigIntegerField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)
    on_time = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        # The state is a column of them, not their condition: SQLite does not see that a condition holds when the state
        # comes as a parameter. The columns behind the day let what is counted be counted within the index.
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on", "id"], name="obligation_by_day"),
            models.Index(fields=["owner", "state", "due_on", "id"], name="obligation_of_owner"),
            models.Index(fields=["position", "owner", "state", "due_on", "department"], name="obligation_of_position"),
            models.Index(fields=["department", "state", "due_on"], name="obligation_department"),
            models.Index(fields=["clause", "state", "due_on", "department", "owner"], name="obligation_late_by_clause"),
            models.Index(fields=["clause", "-id"], name="obligation_of_clause"),
            models.Index(fields=["subject", "-id"], name="obligation_of_subject"),
            models.Index(fields=["owner", "closed_at"], name="obligation_done_by"),
            models.Index(fields=["tell_on"], name="obligation_to_tell", condition=Q(tell_on__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "duty"], name="obligation_open_once", condition=Q(state="open", round="")
            ),
            models.UniqueConstraint(
                fields=["subject", "duty", "round"], name="obligation_round_once", condition=~Q(round="")
            ),
            models.CheckConstraint(
                name="obligation_closed_says_when",
                condition=Q(state="open", closed_at__isnull=True, on_time__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="obligation_done_is_timed", condition=~Q(state="done") | Q(on_time__isnull=False)
            ),
            models.CheckConstraint(
                name="obligation_waived_says_why", condition=~Q(state="waived") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="obligation_somebody_owes_it", condition=Q(owner__isnull=False) | ~Q(position="")
            ),
            models.CheckConstraint(name="obligation_only_longer", condition=Q(due_on__gte=F("due_was"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.duty} {self.subject} {self.due_on}"


class Notice(models.Model):
    """Somebody was told of an obligation: reminded, or, above the owner, told that it is late. Seen on their work list
    until the obligation ends."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="notices")
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    escalated = models.BooleanField()
    on_day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obligation", "staff", "on_day", "escalated"], name="notice_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["staff", "-id"], name="notice_of_staff")]


class CompanyDay(models.Model):
    """A day that this company works or does not, other than the State Council says."""

    day = models.DateField(primary_key=True)
    worked = models.BooleanField()
    reason = models.CharField(max_length=100)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="company_day_says_why", condition=~Q(reason=""))]


class RoundRun(models.Model):
    """How far the opening of one round of a recurring duty has come: it goes on from there after a restart, and a round
    that has ended is never opened again."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    duty = models.CharField(max_length=60)
    round = models.CharField(max_length=12)
    after = models.BigIntegerField(default=0, help_text="subjects up to this id have had it")
    opened = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["duty", "round"], name="round_run_once")]


class Signature(models.Model):
    """A person's assent to exact content.

    subject: a Ref as text. capacity, words: as what they signed. name, position: as they were. digest: SHA-256 of the
    content's exact bytes. way: how they proved who they are. drawing: strokes of handwriting, [] for none.
    case, arrival: the case and which of its arrivals at a step this belongs to; arrival 0 outside any case.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(max_length=60)
    capacity = models.CharField(max_length=60)
    words_zh = models.CharField(max_length=200)
    words_en = models.CharField(max_length=300)
    clause = models.CharField(max_length=24)
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    position = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    way = models.CharField(max_length=20, choices=ProofWay)
    drawing = models.JSONField(default=list)
    signed_at = models.DateTimeField()
    case = models.ForeignKey("Case", null=True, blank=True, on_delete=models.PROTECT, related_name="signatures")
    arrival = models.PositiveIntegerField(default=0)
    entry = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "signed_at"], name="signature_of_subject"),
            models.Index(fields=["case", "arrival"], name="signature_of_case", condition=Q(case__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "staff", "capacity", "digest"], name="signature_once", condition=Q(case__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["case", "arrival", "staff", "digest"],
                name="signature_one_capacity_each",
                condition=Q(case__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "arrival", "capacity", "digest"],
                name="signature_one_person_each",
                condition=Q(case__isnull=False) & ~Q(capacity=ALSO),
            ),
            models.CheckConstraint(name="signature_names_a_clause", condition=~Q(clause="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.capacity} {self.subject}"


class Case(models.Model):
    """One run of a procedure.

    procedure, pack, version: the route it began with and keeps. subject: a Ref as text. starter: None when a fact
    started it that nobody on staff caused; started_for: for whom the starter stood in. step: where it stands, "" when it has
    ended. arrival: the number of its arrivals at a step, so that two people who take the same step are told apart.
    data: what was entered at the start and with each move. looked_on: the day on which who may act was last worked out.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    procedure = models.CharField(max_length=60)
    pack = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    clause = models.CharField(max_length=24)
    subject = models.CharField(max_length=60)
    department = models.ForeignKey(
        "organisation.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starter = models.ForeignKey("organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_for = models.ForeignKey(
        "organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    once = models.BooleanField()
    step = models.CharField(max_length=60, blank=True)
    arrival = models.PositiveIntegerField(default=1)
    arrived_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    looked_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "-id"], name="case_of_subject"),
            models.Index(fields=["starter", "-id"], name="case_of_starter"),
            models.Index(fields=["department", "-id"], name="case_of_department"),
            models.Index(fields=["looked_on"], name="case_to_look_at", condition=Q(state="open")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "procedure"], name="case_open_once", condition=Q(state="open", once=True)
            ),
            models.CheckConstraint(
                name="case_open_stands_somewhere",
                condition=Q(state="open", ended_at__isnull=True) & ~Q(step="")
                | ~Q(state="open") & Q(ended_at__isnull=False, step=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.subject} {self.state}"


class CasePart(models.Model):
    """Who plays which part in a case. Different parts are different people."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=60)
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "role"], name="case_part_once"),
            models.UniqueConstraint(fields=["case", "staff"], name="case_part_different_people"),
        ]


class CaseMove(models.Model):
    """What was done: the start (n 0) and every step taken, in order. for_whom: on whose behalf, while they were away."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")
    n = models.PositiveIntegerField()
    step = models.CharField(max_length=60, blank=True)
    move = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    to = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey("organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    for_whom = models.ForeignKey(
        "organisation.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)
    entry = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["by", "-id"], name="case_move_of_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "n"], name="case_move_one_wins"),
            models.CheckConstraint(
                name="case_move_back_says_why", condition=~Q(kind__in=("back", "refuse")) | ~Q(reason="")
            ),
        ]


class CaseCall(models.Model):
    """Whom an open case waits for today. need: "" to take its step, else the code of the signature."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="calls")
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    need = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "staff", "need"], name="case_call_once")]


class CheckMade(models.Model):
    """Something confirmed by name at a step, or found wrong; item 0: for the whole.

    counted, listed: sheets as this person counted them and as the list says, None where nothing is counted.
    note: what is wrong or different, in words. failed: the step does not go ahead with it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    arrival = models.PositiveIntegerField()
    check_code = models.CharField(max_length=60)
    item = models.BigIntegerField(default=0)
    by = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    counted = models.PositiveIntegerField(null=True, blank=True)
    listed = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    failed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "arrival", "check_code", "item"], name="check_made_once"),
            models.CheckConstraint(name="check_failed_says_why", condition=Q(failed=False) | ~Q(note="")),
            models.CheckConstraint(
                name="check_difference_in_words",
                condition=Q(counted__isnull=True) | Q(counted=models.F("listed")) | ~Q(note=""),
            ),
        ]


class CaseAttachment(models.Model):
    """A paper attached to a case, encrypted under a key of the case. paper: the name that the step gives it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    step = models.CharField(max_length=60)
    paper = models.CharField(max_length=200)
    stored = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=120)
    by = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "step", "paper", "sha256"],
                name="attachment_once",
                condition=Q(withdrawn_at__isnull=True),
            )
        ]


class AddedSigner(models.Model):
    """Somebody who was asked to sign as well before a step is taken."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signers")
    arrival = models.PositiveIntegerField()
    staff = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("organisation.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "arrival", "staff"], name="added_signer_once", condition=Q(released_at__isnull=True)
            )
        ]


class Channel(models.Model):
    """A way out besides the work list: a group robot or the mail server. sealed_url, sealed_secret: a robot's address is
    a key by itself. departments: ids, [] for all; kinds: of `TellKind`. inside: stands in the company's own network.
    home: the address under which people reach this system. rests_until: after a failure nothing is tried before."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=ChannelKind)
    name = models.CharField(max_length=60, unique=True)
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=443)
    security = models.CharField(max_length=10, choices=MailSecurity, default=MailSecurity.TLS)
    username = models.CharField(max_length=254, blank=True)
    sender = models.EmailField(blank=True)
    sealed_url = models.BinaryField(null=True)
    sealed_secret = models.BinaryField(null=True)
    departments = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    language = models.CharField(max_length=10, default="zh-hans")
    home = models.CharField(max_length=200)
    inside = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    rests_until = models.DateTimeField(null=True)


class Message(models.Model):
    """The outbox: what is to be told through a channel, written together with the notice. What it says is put together
    when it is sent. key: nothing is told twice. not_before: the next try."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=TellKind)
    key = models.CharField(max_length=100, unique=True)
    staff = models.ForeignKey("organisation.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(Obligation, null=True, on_delete=models.CASCADE, related_name="+")
    on_day = models.DateField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["not_before"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["state", "on_day"], name="message_by_state"),
        ]
