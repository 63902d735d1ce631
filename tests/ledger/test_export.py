"""The export and the stand-alone verifier: every byte, whole rewrites, honest words; and the commands.

What is done to the files of an export is judged without a database, so those tests run once.
"""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from juanzong.kit.errors import Conflict
from juanzong.ledger import canonical, head_files, merkle, reads, signing, verify_ledger
from juanzong.ledger.actions import seal


@pytest.fixture
def exported(fill, tmp_path: Path) -> Path:
    """An export of 300 entries under three heads."""
    fill(300)
    seal(batch=120)
    assert reads.export(tmp_path / "out").entries == 300
    return tmp_path / "out"


def codes(folder: Path, *saved: Path) -> set[str]:
    return {finding.code for finding in verify_ledger.verify(folder, saved).findings}


@pytest.mark.once
def test_the_verifier_is_one_file_with_the_standard_library_alone(exported: Path) -> None:
    source = (exported / "verify_ledger.py").read_text("utf-8")
    assert source == Path(verify_ledger.__file__).read_text("utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported <= sys.stdlib_module_names
    done = subprocess.run(
        [sys.executable, "-I", "verify_ledger.py", ".", "--lang", "en"],
        cwd=exported,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "300 entries and 3 signed heads" in done.stdout
    assert "cannot be excluded" in done.stdout


def test_an_export_matches_and_a_head_kept_elsewhere_confirms_it(exported: Path, tmp_path: Path, capsys) -> None:
    saved = tmp_path / "saved.jsonl"
    saved.write_text((exported / "heads.jsonl").read_text().splitlines()[0] + "\r\n")
    result = verify_ledger.verify(exported, [saved])
    assert (result.findings, result.entries, result.heads, result.witnesses) == ([], 300, 3, 1)
    assert result.root.hex() == reads.figures().root
    assert verify_ledger.main([str(exported), "--head", str(saved), "--lang", "zh"]) == 0
    assert "全部相符" in capsys.readouterr().out
    assert verify_ledger.main([str(exported), "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "不能排除" in said
    assert "全部相符" not in said


@pytest.mark.once
@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_every_byte_of_every_exported_entry_is_found_and_numbered(exported: Path, flip: int) -> None:
    with (exported / "entries.jsonl").open("rb") as file:
        for number, line in enumerate(file, 1):
            assert verify_ledger.check_line(number, line)[1] is None
            for at in range(len(line)):
                bad = line[:at] + bytes([line[at] ^ flip]) + line[at + 1 :]
                finding = verify_ledger.check_line(number, bad)[1]
                assert finding is not None
                assert finding.number == number


@pytest.mark.once
def test_any_byte_of_the_files_is_found_by_the_whole_verification(exported: Path) -> None:
    rng = random.Random(3)
    path = exported / "entries.jsonl"
    good = path.read_bytes()
    ends = [at for at, byte in enumerate(good) if byte == 10]
    for at in [*ends[::10], *rng.sample(range(len(good)), 150)]:
        path.write_bytes(good[:at] + bytes([rng.choice([good[at] ^ 1, 10 if good[at] != 10 else 32])]) + good[at + 1 :])
        assert codes(exported)
    path.write_bytes(good)
    for name in ("heads.jsonl", "public-keys.txt"):
        path = exported / name
        good = path.read_bytes()
        for at in range(len(good)):
            path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
            assert codes(exported), (name, at)
        path.write_bytes(good)
    assert not codes(exported)


def _lines(folder: Path) -> list[bytes]:
    return (folder / "entries.jsonl").read_bytes().splitlines(keepends=True)


@pytest.mark.once
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("way", ["delete", "double", "swap", "insert", "cut", "replace"])
def test_lines_removed_added_or_moved_are_found_within_the_range_of_a_head(exported: Path, way: str, seed: int) -> None:
    rng, lines = random.Random(seed), _lines(exported)
    at = rng.randrange(120, 240)
    if way == "delete":
        del lines[at]
    elif way == "double":
        lines.insert(at, lines[at])
    elif way == "swap":
        lines[at], lines[at - 100] = lines[at - 100], lines[at]
    elif way == "insert":
        lines.insert(at, lines[3])
    elif way == "cut":
        del lines[at:]
    else:
        text = json.loads(lines[at])["entry"] | {"basis": "later"}
        lines[at] = _line(json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    (exported / "entries.jsonl").write_bytes(b"".join(lines))
    findings = verify_ledger.verify(exported).findings
    assert findings
    if way in {"delete", "double", "insert", "replace"}:
        assert findings[0].code == "range-changed"
        assert findings[0].more["first"] - 1 <= at < findings[0].number


def _line(entry: bytes) -> bytes:
    return b'{"entry":' + entry + b',"leaf":"' + canonical.leaf_hash(entry).hex().encode() + b'"}\n'


def _forge(folder: Path, entries: list[bytes], sizes: list[int], key: Ed25519PrivateKey) -> None:
    """A whole ledger made anew by somebody who has the key."""
    signer = signing.Signer(key)
    folder.mkdir(exist_ok=True)
    (folder / "entries.jsonl").write_bytes(b"".join(_line(entry) for entry in entries))
    leaves = [canonical.leaf_hash(entry) for entry in entries]
    with (folder / "heads.jsonl").open("w") as file:
        for size in sizes:
            root, at = merkle.root_of(leaves[:size]), "2026-06-01T00:00:00.000000Z"
            signature = signer.sign(signing.head_text(size, root, at, signer.key_id))
            file.write(head_files.SignedHead(size, root, at, signer.key_id, signature, "Ed25519").line() + "\n")
    (folder / "public-keys.txt").write_text(signer.key_id + "\n")


@pytest.mark.parametrize("way", ["rewrite", "truncation", "older backup", "fork"])
def test_a_consistent_forgery_is_found_only_by_a_head_kept_elsewhere_and_the_words_say_so(
    tmp_path: Path, way: str, capsys
) -> None:
    key = Ed25519PrivateKey.generate()
    entries = [b'{"id":%d,"v":1}' % i for i in range(60)]
    _forge(tmp_path / "true", entries, [20, 40, 60], key)
    saved = tmp_path / "saved.jsonl"
    saved.write_text((tmp_path / "true" / "heads.jsonl").read_text().splitlines()[-1] + "\n")
    forged, sizes = list(entries), [20, 40, 60]
    if way == "rewrite":
        forged[5] = b'{"id":5,"v":1,"x":0}'
    elif way == "truncation":
        forged, sizes = forged[:55], [20, 40, 55]
    elif way == "older backup":
        forged, sizes = forged[:40], [20, 40]
    else:
        forged[41:] = [entry.replace(b"}", b',"f":1}') for entry in forged[41:]]
    _forge(tmp_path / "forged", forged, sizes, key)
    assert not codes(tmp_path / "forged")
    assert verify_ledger.main([str(tmp_path / "forged"), "--lang", "en"]) == 0
    assert "cannot be excluded" in capsys.readouterr().out
    assert codes(tmp_path / "forged", saved) & {"saved-mismatch", "saved-beyond"}
    assert verify_ledger.main([str(tmp_path / "forged"), "--head", str(saved), "--lang", "en"]) == 1
    assert not codes(tmp_path / "true", saved)


def test_a_forgery_under_another_key_is_foreign_to_the_head_kept_elsewhere(tmp_path: Path) -> None:
    entries = [b'{"id":%d,"v":1}' % i for i in range(10)]
    _forge(tmp_path / "true", entries, [10], Ed25519PrivateKey.generate())
    _forge(tmp_path / "forged", entries, [10], Ed25519PrivateKey.generate())
    assert codes(tmp_path / "forged", tmp_path / "true" / "heads.jsonl") == {"saved-foreign"}
    (tmp_path / "saved.jsonl").write_text("rubbish\n")
    assert codes(tmp_path / "true", tmp_path / "saved.jsonl") == {"saved-broken"}


@pytest.mark.parametrize(
    "change",
    [
        {"position": 4}, {"position": -1}, {"position": True}, {"path": []}, {"entry": "{}"}, {"head": {}}, {"v": 2}, {"path": ["zz"]},
        {"more": 1}, {"path": 5}, {"entry": None},
    ],
)  # fmt: skip
def test_a_changed_proof_fails_without_a_crash(fill, tmp_path: Path, change: dict[str, object]) -> None:
    ids = fill(9)
    seal()
    path = tmp_path / "proof.json"
    path.write_text(json.dumps({**reads.proof(ids[5]), **change}))
    assert verify_ledger.verify_proof(path).findings
    path.write_text("[" * 100_000)
    assert verify_ledger.verify_proof(path).findings


def test_a_damaged_entry_is_exported_for_the_verifier_to_find(fill, tampering, tmp_path: Path) -> None:
    ids = fill(5)
    seal()
    with tampering(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET at = 9223372036854775807 WHERE id = %s", [ids[1]])
        cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [ids[3]])
    assert reads.export(tmp_path / "out").damaged == 2
    numbers = [
        finding.number for finding in verify_ledger.verify(tmp_path / "out").findings if finding.code == "entry-changed"
    ]
    assert numbers == [2, 4]


def test_a_folder_that_holds_something_is_not_written_over(exported: Path) -> None:
    with pytest.raises(Conflict, match=str(exported)):
        reads.export(exported)


def test_the_verifier_says_what_it_cannot_read(tmp_path: Path, capsys) -> None:
    assert verify_ledger.main([str(tmp_path / "nothing"), "--lang", "en"]) == 2
    assert "Cannot read" in capsys.readouterr().out
    assert verify_ledger.main([str(tmp_path), "--lang", "zh"]) == 2


def test_the_commands_do_it_all(fill, tmp_path: Path, capsys) -> None:
    ids = fill(12)
    call_command("ledger", "seal")
    assert "12" in capsys.readouterr().out
    call_command("ledger", "--lang", "zh", "verify")
    assert "内部一致" in capsys.readouterr().out
    call_command("ledger", "export", str(tmp_path / "out"))
    capsys.readouterr()
    call_command("ledger", "heads")
    (tmp_path / "saved").write_text(capsys.readouterr().out)
    assert not codes(tmp_path / "out", tmp_path / "saved")
    call_command("ledger", "prove", str(ids[3]))
    (tmp_path / "proof").write_text(capsys.readouterr().out)
    assert verify_ledger.main([str(tmp_path / "proof"), "--head", str(tmp_path / "saved")]) == 0


def test_the_commands_fail_loudly(fill, tampering, tmp_path: Path, capsys) -> None:
    ids = fill(12)
    with pytest.raises(CommandError) as refused:
        call_command("ledger", "prove", str(ids[0]))
    assert refused.value.returncode == 1
    call_command("ledger", "seal")
    with tampering(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET basis = 'x' WHERE id = %s", [ids[6]])
    with pytest.raises(CommandError) as refused:
        call_command("ledger", "verify")
    assert refused.value.returncode == 1
    assert str(ids[6]) in capsys.readouterr().out


@pytest.mark.once
def test_a_key_known_to_this_machine_is_exported_even_if_another_signed(fill, tmp_path: Path) -> None:
    fill(2)
    seal()
    (settings.KEYS_DIR / "ledger-signing.pem").unlink()
    fill(2)
    seal(new_key=True)
    reads.export(tmp_path / "out")
    assert not codes(tmp_path / "out")
    assert len((tmp_path / "out" / "public-keys.txt").read_text().split()) == 2
