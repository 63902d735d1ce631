"""What was done for a customer of each side: an event, a form out for a visit, a call-back, a meeting."""

from __future__ import annotations

from juanzong.kit import clock, subject_keys
from juanzong.kit.ids import new_id
from juanzong.kit.sealing import Sealer
from juanzong.organisation.models import Department, Staff
from juanzong.service.models import Agreed, CallBack, Event, Meeting, Participant, Taking, Topic, Visit


def service_of(department: Department, staff: Staff, customer: int, record: int, text: str) -> dict[str, int]:
    """Rows of service by the names that screens ask for; `text` is put wherever people write something."""
    today, said = clock.today(), text or "很满意"
    event = Event.objects.create(
        name=f"联谊会{text}"[:100], kind="talk", held_on=today, place=text[:100], department=department, organiser=staff
    )
    Participant.objects.create(event=event, customer_id=customer, representative=staff, bought=False)
    id = new_id()
    sealed = Sealer(subject_keys.get(customer), customer).seal(said, table="visit", column="said", row=id)
    Visit.objects.create(
        id=id, customer_id=customer, staff=staff, department=department, on_day=today, mode="phone", minutes=9,
        purpose="use", outcome="done", key_subject=customer, said=sealed,
    )  # fmt: skip
    keeper = Staff.objects.exclude(pk=staff.pk).first() or staff
    taking = Taking.objects.create(record=record, customer_id=customer, staff=staff, keeper=keeper, back_by=today)
    drawn = CallBack.objects.create(record=record, customer_id=customer, collector=staff, drawn_by=staff.pk)
    meeting = Meeting.objects.create(
        on_day=today, department=department, chair=staff, minutes=said[:4000], held_at=clock.now()
    )
    Topic.objects.create(meeting=meeting, place=1, text=f"议题{text}"[:200])
    agreed = Agreed.objects.create(meeting=meeting, text=f"补访{text}"[:200], owner=staff, due_on=today)
    return {
        "event": event.pk, "taking": taking.pk, "call_back": drawn.pk, "meeting": meeting.pk, "agreed": agreed.pk,
    }  # fmt: skip
