"""A company's own pack: read beside ours, and refused with all its faults at once when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juanzong.policies import reads
from juanzong.policies.loading import library
from juanzong.policies.loading.faults import PackFaulty
from juanzong.policies.loading.reading import read_folder

MANIFEST = """
id = "OWN"
version = 1
title_zh = "本公司制度"
title_en = "Our own policy"
about_zh = "试用。"
about_en = "On trial."
extends = ["P00"]
"""
CLAUSE = """
[[clause]]
id = "OWN-1"
kind = "record"
zh = "第一条。"
en = "The first."
by = ["archivist"]
"""


def _write(root: Path, name: str, **files: str) -> None:
    folder = root / name
    folder.mkdir(exist_ok=True)
    for file, text in files.items():
        (folder / f"{file}.toml").write_text(text, encoding="utf-8")


def _load(root: Path) -> library.Library:
    return library.load((library.OURS, root))


def test_a_companys_own_pack_stands_beside_ours(tmp_path: Path) -> None:
    _write(tmp_path, "own", pack=MANIFEST, clauses=CLAUSE)
    loaded = _load(tmp_path)
    assert loaded.faults == ()
    assert len(loaded.packs) == 16
    assert len(loaded.packs[0].digest) == 64


def test_all_faults_of_a_pack_are_told_at_once_with_file_line_and_key(tmp_path: Path) -> None:
    clauses = (
        CLAUSE.replace('"record"', '"enforced"') + '[[clause]]\nid = "OWN-1"\nkind = "show"\nzh = ""\nby = ["boss"]\n'
    )
    manifest = MANIFEST.replace("version = 1", 'version = "1"') + 'colour = "red"\n'
    _write(tmp_path, "own", pack=manifest, clauses=clauses)
    told = [str(fault) for fault in _load(tmp_path).faults]
    places = [line.partition(": ")[0] + " " + line.split(": ")[1] for line in told]
    assert set(places) >= {
        "own/pack.toml:3 version",
        "own/pack.toml:9 colour",
        "own/clauses.toml:4 clause[1].kind",
        "own/clauses.toml:9 clause[2].id",
        "own/clauses.toml:11 clause[2].zh",
        "own/clauses.toml:8 clause[2].en",
        "own/clauses.toml OWN-1.by",
    }
    assert any("enforce, schedule, record, measure, show, adapt" in line for line in told)


def test_a_fault_in_a_nested_inline_item_is_found_on_its_line(tmp_path: Path) -> None:
    source = (library.OURS / "p06_unit" / "dossiers.toml").read_text(encoding="utf-8")
    source = (
        source.replace('code = "unit"', 'code = "own_unit"')
        .replace("P06-", "OWN-")
        .replace('code = "permit", zh', 'code = "permit", paper = "A4", zh')
    )
    wanted = next(n for n, line in enumerate(source.splitlines(), 1) if "A4" in line)
    _write(tmp_path, "own", pack=MANIFEST, dossiers=source)
    lines = [fault.line for fault in _load(tmp_path).faults if fault.key.endswith(".paper")]
    assert lines == [wanted]


def test_the_line_of_a_later_dossiers_section_is_found(tmp_path: Path) -> None:
    source = (library.OURS / "p04_credit" / "dossiers.toml").read_text(encoding="utf-8")
    head, _mark, tail = source.rpartition('information = "transaction"')
    broken = head + 'information = "gossip"' + tail
    _write(tmp_path, "own", pack=MANIFEST, dossiers=broken)
    wanted = next(n for n, line in enumerate(broken.splitlines(), 1) if "gossip" in line)
    faults = [fault for fault in _load(tmp_path).faults if "gossip" in str(fault)]
    assert [fault.line for fault in faults] == [wanted]
    assert faults[0].allowed == ("basic", "transaction", "interaction")


@pytest.mark.parametrize(
    ("file", "text", "key"),
    [
        ("clauses", "[[clause]\n", ""),
        ("clauses", CLAUSE + 'why_zh = "x"\nwhy_en = "x"\n', "clause[1].why_zh"),
        ("clauses", CLAUSE.replace('"record"', '"adapt"'), "clause[1].changed_zh"),
        ("clauses", CLAUSE.replace("OWN-1", "P00-9"), "clause[1].id"),
        ("leaflets", "", ""),
        (
            "positions",
            (
                '[[position]]\ncode = "helper"\nzh = "甲"\nen = "A"\nduties_zh = "乙"\nduties_en = "B"\n'
                'reads_customers = false\n[position.rights]\n"customers.view" = "own"\n'
            ),
            "position[1].rights.customers.view",
        ),
        (
            "positions",
            '[[position]]\ncode = "archivist"\nzh = "资料员"\nen = "Clerk"\nduties_zh = "乙"\nduties_en = "B"\n',
            "archivist",
        ),
        (
            "guidance",
            '[[guidance]]\nscreen = "x"\nzh = "甲"\nen = "A"\nhow_zh = "乙"\nhow_en = "B"\nclause = "OWN-9"\n',
            "x",
        ),
    ],
)
def test_each_kind_of_fault_is_found(tmp_path: Path, file: str, text: str, key: str) -> None:
    _write(tmp_path, "own", pack=MANIFEST, **{file: text})
    assert key in [fault.key for fault in _load(tmp_path).faults]


def test_a_pattern_that_nothing_fills_is_refused(tmp_path: Path) -> None:
    source = (library.OURS / "p06_unit" / "dossiers.toml").read_text(encoding="utf-8")
    for pattern in ("{word}第{m}号", "第号", "{n:zz}", "{n"):
        changed = source.replace('number = "{word}单字{unit}-{n:02d}号"', f'number = "{pattern}"')
        _write(tmp_path, "own", pack=MANIFEST, dossiers=changed)
        library.forget()
        assert any(fault.key == "dossier[1].number" for fault in _load(tmp_path).faults), pattern


def test_a_pack_that_stands_on_a_faulty_one_is_refused_too_and_ours_go_on(tmp_path: Path) -> None:
    _write(tmp_path, "own", pack=MANIFEST, clauses=CLAUSE.replace('"record"', '"x"'))
    _write(tmp_path, "two", pack=MANIFEST.replace('"OWN"', '"TWO"').replace('["P00"]', '["OWN"]'))
    loaded = _load(tmp_path)
    assert set(loaded.refused) == {"OWN", "TWO"}
    assert len(loaded.packs) == 15


def test_packs_that_stand_on_each_other_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, "own", pack=MANIFEST.replace('["P00"]', '["TWO"]'))
    _write(tmp_path, "two", pack=MANIFEST.replace('"OWN"', '"TWO"').replace('["P00"]', '["OWN"]'))
    assert set(_load(tmp_path).refused) == {"OWN", "TWO"}


def test_not_utf8_and_unknown_ground_are_told(tmp_path: Path) -> None:
    _write(tmp_path, "own", pack=MANIFEST.replace("P00", "P99"))
    (tmp_path / "own" / "clauses.toml").write_bytes(b'# ok\nx = "\xff"\n')
    faults = {(fault.key, fault.line) for fault in _load(tmp_path).faults}
    assert {("extends", None), ("", 2)} <= faults


def test_two_versions_live_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "own", pack=MANIFEST, clauses=CLAUSE)
    _write(
        tmp_path, "own_2", pack=MANIFEST.replace("version = 1", "version = 2"), clauses=CLAUSE.replace("第一条", "新条")
    )
    monkeypatch.setattr(library, "roots", lambda: (library.OURS, tmp_path))
    assert reads.pack("OWN").version == 2
    assert reads.pack("OWN", 1).clauses[0].says.zh == "第一条。"
    assert reads.clause("OWN-1").says.zh == "新条。"


def test_asking_for_a_refused_pack_tells_every_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "own", pack=MANIFEST + "a = 1\nb = 2\n")
    monkeypatch.setattr(library, "roots", lambda: (library.OURS, tmp_path))
    with pytest.raises(PackFaulty) as refusal:
        reads.pack("OWN")
    assert len(refusal.value.faults) == 2
    assert "pack.toml:9: a:" in str(refusal.value)


DUTY = """
[[duty]]
code = "own_duty"
zh = "甲"
en = "A"
clause = "OWN-1"
opens_on = ["dossier.opened"]
owner = ["position:archivist"]
due = "3 working_days"
by_hand = true
"""
STEP = """
[[procedure]]
code = "own_route"
zh = "甲"
en = "A"
about_zh = "乙"
about_en = "B"
clause = "OWN-1"
subject = "dossier"
starts = ["position:archivist"]
[[procedure.step]]
code = "one"
zh = "甲"
en = "A"
who = ["position:archivist"]
clause = "OWN-1"
moves = [
  { code = "a", zh = "甲", en = "A", kind = "end" },
  { code = "b", zh = "乙", en = "B", kind = "end" },
]
"""
FORM = """
[[form]]
code = "own_form"
zh = "甲"
en = "A"
clause = "OWN-1"
subject = "customer"
[[form.section]]
code = "one"
zh = "甲"
en = "A"
fields = [
  { code = "name", zh = "甲", en = "A", type = "text" },
  { code = "name", zh = "乙", en = "B", type = "text" },
]
"""


def test_everything_that_issue_names_is_refused_at_once_and_nothing_is_half_adopted(tmp_path: Path) -> None:
    """A circle, an unknown position, effect, field and clause, two steps that both fit, a deadline that cannot be
    computed, a form with a field twice."""
    two = MANIFEST.replace('"OWN"', '"TWO"').replace('["P00"]', '["OWN"]')
    _write(tmp_path, "two", pack=two)
    _write(
        tmp_path,
        "own",
        pack=MANIFEST.replace('["P00"]', '["P00", "TWO"]'),
        clauses=CLAUSE + CLAUSE.replace("OWN-1", "OWN-2").replace("archivist", "nobody"),
        duties=DUTY
        + DUTY.replace("own_duty", "late").replace("3 working_days", "end_of_period")
        + DUTY.replace("own_duty", "lost").replace("OWN-1", "OWN-9"),
        procedures=STEP.replace('kind = "end" },\n]', 'kind = "end", effects = [{ name = "nothing.known" }] },\n]'),
        forms=FORM,
        changes='[[change]]\nof = "form"\ncode = "unknown_form"\nremove = true\n',
    )
    loaded = _load(tmp_path)
    told = "\n".join(str(fault) for fault in loaded.refused["OWN"])
    for sign in (
        "循环引用", "nobody", "nothing.known", "去向相同", "期末", "字段“name”重复", "OWN-9", "unknown_form",
    ):  # fmt: skip
        assert sign in told, sign
    assert "TWO" in loaded.refused
    assert not [pack for pack in loaded.packs if pack.id in ("OWN", "TWO")]
    assert len(loaded.packs) == 15


SOUND = {
    "clauses": CLAUSE,
    "duties": DUTY,
    "procedures": STEP.replace(
        '{ code = "b", zh = "乙", en = "B", kind = "end" }',
        '{ code = "b", zh = "乙", en = "B", kind = "refuse", reason = true }',
    ),
    "forms": FORM.replace('code = "name", zh = "乙"', 'code = "other", zh = "乙"'),
    "changes": '[[change]]\nof = "position"\ncode = "archivist"\nset = { rights = { "customers.merge" = "department" } }\n',
}


def test_the_pack_that_is_mutilated_is_sound_before(tmp_path: Path) -> None:
    _write(tmp_path, "own", pack=MANIFEST, **SOUND)
    assert [str(fault) for fault in _load(tmp_path).faults] == []


@settings(max_examples=60, deadline=None)
@given(
    file=st.sampled_from(sorted(SOUND)),
    at=st.floats(0, 1),
    length=st.integers(0, 30),
    put=st.sampled_from(
        ["", "\n", '"', "[[x]]\n", "= 1\n", "true", "\x00", "甲", "{", "position:nobody", '"\n[[duty]]\n']
    ),
)
def test_a_mutilated_pack_is_sound_or_refused_with_its_faults_and_never_breaks_the_others(
    tmp_path_factory: pytest.TempPathFactory, file: str, at: float, length: int, put: str
) -> None:
    root = tmp_path_factory.mktemp("mutilated")
    text = SOUND[file]
    place = int(at * len(text))
    _write(root, "own", pack=MANIFEST, **{**SOUND, file: text[:place] + put + text[place + length :]})
    reading = read_folder(root / "own")
    loaded = library.enlarged(library.load((library.OURS,)), [reading])
    assert len([pack for pack in loaded.packs if pack.id != "OWN"]) == 15
    assert ("OWN" in loaded.refused) != any(pack.id == "OWN" for pack in loaded.packs)
    for fault in loaded.faults:
        assert str(fault)
        assert fault.file.startswith("own/")


def test_a_term_that_runs_from_what_nobody_can_note_is_refused_for_every_kind_at_once(tmp_path: Path) -> None:
    source = (library.OURS / "p04_credit" / "dossiers.toml").read_text(encoding="utf-8")
    for code in ("contract_end", "relation_end"):
        source = source.replace(f'[[dossier.event]]\ncode = "{code}"', '[[dossier.event]]\ncode = "other_end"')
    source = source.replace('code = "contract"\n', 'code = "own_contract"\n').replace(
        'code = "credit"\n', 'code = "own_credit"\n'
    )
    _write(tmp_path, "own", pack=MANIFEST, dossiers=source)
    found = {fault.key: str(fault) for fault in _load(tmp_path).faults if fault.key.endswith(".retention_start")}
    assert set(found) == {"own_contract.retention_start", "own_credit.retention_start"}
    assert "contract_end" in found["own_contract.retention_start"]
    assert "closed" in found["own_contract.retention_start"]
