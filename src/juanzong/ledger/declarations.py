"""What the ledger registers at start-up."""

from __future__ import annotations

from juanzong.kit.chores import Chore, declare
from juanzong.ledger import tasks

declare(Chore("ledger.seal", 300, tasks.seal_new))
declare(Chore("ledger.seal-everything", 86_400, tasks.seal_everything))
