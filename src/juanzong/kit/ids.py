"""Row ids made by the program, not the database, so that a row's id is known before it is written.

An id must exist early because encryption binds a value to its row, and bulk import writes children
together with their parents. 63 bits: 41 of milliseconds since 2020, 10 of process, 12 of counter.
"""

from __future__ import annotations

import os
import secrets
import threading
import time

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
_NODE_BITS = 10
_COUNTER_BITS = 12
_COUNTER_MAX = (1 << _COUNTER_BITS) - 1

_lock = threading.Lock()
_node = secrets.randbelow(1 << _NODE_BITS)
_last_ms = 0
_counter = 0


def _new_node() -> None:
    """A forked child must not share its parent's node, or the two would hand out the same ids."""
    global _node  # noqa: PLW0603  the generator is one per process by nature
    _node = secrets.randbelow(1 << _NODE_BITS)


os.register_at_fork(after_in_child=_new_node)


def new_id() -> int:
    """A new unique positive id below 2**63, rising with time within a process."""
    global _last_ms, _counter  # noqa: PLW0603  the generator is one per process by nature
    with _lock:
        ms = int(time.time() * 1000) - _EPOCH_MS
        if ms <= _last_ms:
            _counter += 1
            if _counter > _COUNTER_MAX:
                _last_ms, _counter = _last_ms + 1, 0
        else:
            _last_ms, _counter = ms, 0
        return (_last_ms << (_NODE_BITS + _COUNTER_BITS)) | (_node << _COUNTER_BITS) | _counter
