"""Reading a filled form under a grant (privacy). Every reading is an entry that names the grant; hidden values stay
masked, and what is sealed stays sealed."""

from __future__ import annotations

from juanzong.forms import reads
from juanzong.forms.reads import ShownRecord
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer, system
from juanzong.privacy.reading import note_reading
from juanzong.privacy.reads import grants


@act(reads.VIEW, clause=grants.CLAUSE)
def consult_record(*, by: Viewer, grant: int, record: int) -> ShownRecord:
    """The record in its present version. NotFound: no grant of theirs lets them read it now. NotAllowed: sealed since."""
    leave = grants.leave(by, grant, Ref("record", record))
    shown = reads.shown(system(), record)
    reads.refuse_sealed(by, shown.record, shown.form)
    note_reading(by, leave, leave.thing.words)
    return shown
