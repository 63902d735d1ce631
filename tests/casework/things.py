"""A kind of thing that only tests know: its content, department and roles are what a test says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from juanzong.casework.sockets import Content, Doing, Effect, Guard, Subject, effects, guards, subjects
from juanzong.kit.errors import Conflict, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.policies import vocabulary


@dataclass
class Thing:
    """One of them. hidden: nobody may see it."""

    text: str = "第一页"
    department: int = 0
    keeper: int = 0
    kind: str = "paper"
    hidden: bool = False
    items: dict[int, str] = field(default_factory=lambda: {11: "第一件", 12: "第二件"})
    watch: Callable[[], object] = lambda: None
    done: list[str] = field(default_factory=list)


THINGS: dict[int, Thing] = {}
REF = Ref("thing", 1)


def _content(viewer: Viewer, id: int) -> Content:
    one = THINGS.get(id)
    if one is None or one.hidden:
        raise NotFound("没有这件东西。")
    return Content(f"物件 {id}", (("内容", one.text),), json.dumps({"id": id, "text": one.text}).encode())


def _note(doing: Doing) -> None:
    """An effect that leaves a trace in memory, and refuses when the thing says so."""
    one = THINGS[doing.subject.id]
    if one.text == "拒绝":
        raise Conflict("物件不肯。", clause="OWN-2")
    one.done.append(doing.params["word"])
    one.watch()


def _ready(doing: Doing) -> list[Conflict]:
    return [Conflict("物件还没有备齐。", clause="OWN-1")] if THINGS[doing.subject.id].text == "未备齐" else []


SUBJECT = Subject(
    "thing", "物件",
    labels=lambda viewer, ids: {id: f"物件 {id}" for id in ids if id in THINGS and not THINGS[id].hidden},
    departments=lambda ids: {id: THINGS[id].department for id in ids if id in THINGS},
    roles={"keeper": ("保管人", lambda ids: {id: THINGS[id].keeper for id in ids if THINGS[id].keeper})},
    attributes={"kind": lambda ids: {id: THINGS[id].kind for id in ids}},
    content=_content,
    items=lambda viewer, id: THINGS[id].items,
)  # fmt: skip


@contextmanager
def known() -> Iterator[None]:
    """Things are known to work and to packs for the length of the block."""
    words = vocabulary.SubjectWords("thing", "物件", {"keeper": "保管人"}, frozenset({"kind"}), items=True)
    effect = Effect("things.note", "记下", _note, "thing", {"word": True})
    guard = Guard("things.ready", "备齐", _ready, "thing")
    added: list[tuple[Any, str, Any]] = [
        (subjects, "thing", SUBJECT),
        (vocabulary.SUBJECTS, "thing", words),
        (effects, effect.name, effect),
        (vocabulary.EFFECTS, effect.name, vocabulary.Word(effect.name, effect.label, effect.params, "thing")),
        (guards, guard.name, guard),
        (vocabulary.GUARDS, guard.name, vocabulary.Word(guard.name, guard.label, {}, "thing")),
    ]
    THINGS.clear()
    THINGS[1] = Thing()
    for registry, name, one in added:
        registry.declare(name, one)
    try:
        yield
    finally:
        for registry, name, _one in added:
            del registry._things[name]
