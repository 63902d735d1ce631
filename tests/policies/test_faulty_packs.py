"""A company's own pack: read beside ours, and refused with all its faults at once when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from juanzong.policies import reads
from juanzong.policies.loading import library
from juanzong.policies.loading.faults import PackFaulty

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
        changed = source.replace('number = "{word}单字第{n:04d}号"', f'number = "{pattern}"')
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
