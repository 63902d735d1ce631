"""The JSON Schema for editors says what the loader takes."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.policies import notation
from juanzong.policies.loading.library import OURS
from juanzong.policies.loading.reading import FILES, MANIFEST
from juanzong.policies.loading.schema import of_file, schemas

SCHEMAS = {name: fastjsonschema.compile(of_file(name)) for name in (MANIFEST, *FILES)}
OURS_BY_PATH = sorted(OURS.glob("*/*.toml"))


def kind_of(path: Path) -> str:
    return f"{path.stem.partition('_')[0]}.toml"


@pytest.mark.parametrize("path", OURS_BY_PATH, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_of_our_packs_is_as_its_schema_says(path: Path) -> None:
    SCHEMAS[kind_of(path)](tomllib.loads(path.read_text(encoding="utf-8")))


def test_there_is_a_schema_for_every_kind_of_file_and_it_is_json() -> None:
    found = schemas()
    assert set(found) == {f"{Path(name).stem}.schema.json" for name in (MANIFEST, *FILES)}
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


@pytest.mark.parametrize(
    ("file", "text", "fine"),
    [
        ("duties.toml", '[[duty]]\ncode = "x"', False),
        ("duties.toml", '[[duty]]\ncode = "x"\nzh = "甲"\nen = "A"\nclause = "OWN-1"\nowner = ["starter"]\ndue = "3 days"', True),
        ("duties.toml", '[[duty]]\ncode = "x"\nzh = "甲"\nen = "A"\nclause = "OWN-1"\nowner = ["boss"]\ndue = "3 days"', False),
        ("duties.toml", '[[duty]]\ncode = "x"\nzh = "甲"\nen = "A"\nclause = "OWN-1"\nowner = ["starter"]\ndue = "soon"', False),
        ("clauses.toml", '[[clause]]\nid = "OWN-1"\nkind = "enforced"\nzh = "甲。"\nen = "A."\nby = ["archivist"]', False),
        ("clauses.toml", '[[clause]]\nid = "OWN-1"\nkind = "record"\nzh = "甲。"\nen = "A."\nby = ["archivist"]\ncolour = "red"', False),
        ("positions.toml", '[[position]]\ncode = "x"\nzh = "甲"\nen = "A"\nduties_zh = "乙"\nduties_en = "B"\nrights = { "a.b" = "world" }', False),
        ("changes.toml", '[[change]]\nof = "duty"\ncode = "x"\nset = { due = "2 working_days" }', True),
        ("changes.toml", '[[change]]\nof = "duty"\ncode = "x"\nset = { due = "soon" }', False),
        ("changes.toml", '[[change]]\nof = "duty"\ncode = "x"\nset = { sections = 3 }', False),
        ("changes.toml", '[[change]]\nof = "dossier"\ncode = "x"\nat = "section.a"\nset = { zh = "甲" }', True),
        ("pack.toml", 'id = "OWN"\nversion = 0\ntitle_zh = "甲"\ntitle_en = "A"\nabout_zh = "乙"\nabout_en = "B"', False),
    ],
)  # fmt: skip
def test_what_an_editor_is_told(file: str, text: str, *, fine: bool) -> None:
    try:
        SCHEMAS[file](tomllib.loads(text))
    except fastjsonschema.JsonSchemaException:
        assert not fine
    else:
        assert fine


NOTES = st.from_regex("|".join(pattern.strip("^$") for pattern in notation.PATTERNS.values()), fullmatch=True)


@given(NOTES | st.text(max_size=20))
def test_whatever_a_notation_reads_its_pattern_lets_through(text: str) -> None:
    readers: dict[str, Any] = {"term": notation.term, "who": notation.who, "every": notation.every}
    for name, read in readers.items():
        try:
            read(text)
        except ValueError:
            continue
        assert re.match(notation.PATTERNS[name], text), (name, text)
