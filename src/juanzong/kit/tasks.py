"""Background work of the kit itself."""

from __future__ import annotations

import datetime as dt

from juanzong.kit.content import ContentStore

_A_DAY = dt.timedelta(days=1)


def sweep_content() -> bool:
    """A chore: remove the encrypted drafts of uploads that never ended."""
    ContentStore().sweep(_A_DAY)
    return False
