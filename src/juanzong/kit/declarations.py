"""The kit's own background work."""

from __future__ import annotations

from juanzong.kit import chores, tasks

chores.declare(chores.Chore("kit.sweep-content", 3600, tasks.sweep_content))
