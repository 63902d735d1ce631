"""Who writes next: first come, first served, among the threads of one process.

SQLite lets one write at a time and knows no queue: whoever finds it busy sleeps and tries again, the longer the more
others do. Among fifty threads some then wait for ever; and one that sleeps keeps its connection locked, so that the
thread which writes may have to wait for it, when it clears away what that connection left behind, while all wait for
the writer. So threads queue here before they ask SQLite, and only other processes are met there.
"""

from __future__ import annotations

import os
import threading
from collections import deque


class Turns:
    """A lock that is given to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for one's turn, at most so long; whether it came."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if mine.is_set():  # it came in the last moment
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Hand over to whoever is next."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


_turns: dict[str, Turns] = {}


def turns_of(database: str) -> Turns:
    """The queue of a database file in this process."""
    return _turns.setdefault(database, Turns())  # one step of the interpreter: no two threads get two queues


# A forked child writes through connections of its own; whoever had the turn is not there.
os.register_at_fork(after_in_child=_turns.clear)
