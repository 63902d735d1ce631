#!/usr/bin/env python3
"""Verify an exported ledger without the program that wrote it. One file, Python 3.9 or later, nothing to install.

    python3 verify_ledger.py FOLDER [--head FILE ...]     every entry, every head
    python3 verify_ledger.py PROOF.json [--head FILE ...]  one entry's proof

--head names a file of heads (lines of JSON) that was kept elsewhere: only with one can a complete rewrite be found.
Exit code 0: everything matched. 1: something did not. 2: nothing to verify, or it cannot be read.
"""

# untranslated module: stands alone and carries both languages itself

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

EMPTY = hashlib.sha256(b"").digest()
_OPEN, _MIDDLE, _CLOSE = b'{"entry":', b',"leaf":"', b'"}\n'
_TAIL = len(_MIDDLE) + 64 + len(_CLOSE)
_DIGITS = frozenset(b"0123456789abcdef")

# --- the tree (RFC 9162, section 2.1) -------------------------------------------------------------------------------


def join(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves):
    """The root, row by row: neighbours are joined, an odd last one moves up."""
    row = list(leaves)
    while len(row) > 1:
        row = [join(*row[i : i + 2]) if i + 1 < len(row) else row[i] for i in range(0, len(row), 2)]
    return row[0] if row else EMPTY


class Peaks:
    """The same root for a stream: one hash for every set bit of the number of leaves."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, leaf):
        bits = self.size
        while bits & 1:
            leaf = join(self.peaks.pop(), leaf)
            bits >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self):
        if not self.peaks:
            return EMPTY
        result = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            result = join(peak, result)
        return result


def _power_below(size):
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def _climb(leaf, position, size, path):
    if size == 1:
        if path:
            raise ValueError("the path is too long")
        return leaf
    if not path:
        raise ValueError("the path is too short")
    half, sibling = _power_below(size), path[-1]
    if position < half:
        return join(_climb(leaf, position, half, path[:-1]), sibling)
    return join(sibling, _climb(leaf, position - half, size - half, path[:-1]))


def included(leaf, position, size, path, root):
    """Whether the path leads from the leaf at this position (from 0) to the root of the tree of this size."""
    if not (0 <= position < size < 1 << 62) or any(len(step) != 32 for step in path):
        return False
    try:
        return _climb(leaf, position, size, list(path)) == root
    except ValueError:
        return False


def _both(old, new, path, whole, old_root):
    if old == new:
        if whole != (not path) or len(path) > 1:
            raise ValueError("the path has the wrong length")
        return (old_root, old_root) if whole else (path[0], path[0])
    if not path:
        raise ValueError("the path is too short")
    half, step = _power_below(new), path[-1]
    if old <= half:
        before, after = _both(old, half, path[:-1], whole, old_root)
        return before, join(after, step)
    before, after = _both(old - half, new - half, path[:-1], False, old_root)
    return join(step, before), join(step, after)


def consistent(old, new, old_root, new_root, path):
    """Whether the path proves that the tree of `old` leaves is the beginning of the tree of `new` leaves."""
    if not (0 < old <= new < 1 << 62) or any(len(step) != 32 for step in path):
        return False
    try:
        return _both(old, new, list(path), True, old_root) == (old_root, new_root)
    except ValueError:
        return False


# --- Ed25519 signatures (RFC 8032), verification only ---------------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_NEUTRAL = (0, 1, 1, 0)


def _plus(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % _P
    f = (a[1] + a[0]) * (b[1] + b[0]) % _P
    g = 2 * a[3] * b[3] * _D % _P
    h = 2 * a[2] * b[2] % _P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % _P, y * z % _P, x * y % _P, w * z % _P)


def _point(data):
    """The point of 32 bytes; ValueError when they are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if len(data) != 32 or y >= _P:
        raise ValueError("not a point")
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (not x and sign):
        raise ValueError("not a point")
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


def _bytes_of(point):
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _table(point):
    """Multiples 0..15 of the point times 16**i: one key signs many heads, so the work is done once."""
    rows = []
    for _ in range(64):
        row = [_NEUTRAL]
        for _ in range(15):
            row.append(_plus(row[-1], point))
        rows.append(row)
        point = _plus(row[-1], point)
    return rows


def _times(table, scalar):
    result = _NEUTRAL
    for row in table:
        if scalar & 15:
            result = _plus(result, row[scalar & 15])
        scalar >>= 4
    return result


_tables = {}


def _table_of(name, make):
    if name not in _tables:
        _tables[name] = _table(make())
    return _tables[name]


def _minus(data):
    x, y, z, t = _point(data)
    return (_P - x, y, z, _P - t)


def signed(key, message, signature):
    """Whether the 64 bytes are the signature of the 32 bytes of public key over the message."""
    if len(key) != 32 or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= _L:
        return False
    base = _table_of("base", lambda: _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")))
    try:
        minus_key = _table_of(key, lambda: _minus(key))
    except ValueError:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    return _bytes_of(_plus(_times(base, scalar), _times(minus_key, challenge))) == signature[:32]


# --- heads ----------------------------------------------------------------------------------------------------------

_HEAD_FIELDS = {"alg": str, "at": str, "key": str, "root": str, "signature": str, "size": int, "v": int}


class Head:
    """One signed head. `size` entries, their `root`, and who signed it when."""

    def __init__(self, data):
        if set(data) != set(_HEAD_FIELDS) or any(type(data[name]) is not kind for name, kind in _HEAD_FIELDS.items()):
            raise ValueError("not a head")
        self.data, self.size, self.key = data, data["size"], data["key"]
        self.root, self.signature = bytes.fromhex(data["root"]), bytes.fromhex(data["signature"])

    def authentic(self):
        if self.data["v"] != 1 or self.data["alg"] != "Ed25519":
            return False
        text = "juanzong ledger head v1\nsize {size}\nroot {root}\nat {at}\nkey {key}\n".format(**self.data)
        try:
            return signed(bytes.fromhex(self.key), text.encode(), self.signature)
        except ValueError:
            return False


def read_heads(path, strict):
    """(line number, head or None) of each line. A line that differs from its one written form is None.

    Not strict: a head kept elsewhere may have got other spaces or line ends on its way.
    """
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip() and not strict:
                continue
            head = None
            try:
                data = json.loads(line)
                form = json.dumps(data, sort_keys=True, separators=(",", ":")).encode() + b"\n"
                if not strict or form == line:
                    head = Head(data)
            except (ValueError, TypeError, RecursionError):
                head = None
            yield number, head


# --- the verification -----------------------------------------------------------------------------------------------

SENTENCES = {
    "line-broken": ("第 {number} 条：这一行不是完整的条目", "Entry {number}: this line is not a whole entry"),
    "entry-changed": ("第 {number} 条：内容与封存时不符", "Entry {number}: not what it was when it was sealed"),
    "range-changed": (
        "第 {first} 至 {number} 条之间有条目被改动、增删或调换：与第 {number} 条处的树头不符",
        "Between the entries {first} and {number} something was changed, added, removed or moved: "
        "the head at entry {number} does not match",
    ),
    "head-broken": ("heads.jsonl 第 {number} 行不是树头", "heads.jsonl, line {number}: not a head"),
    "head-forged": ("第 {number} 条处的树头签名无效", "The signature of the head at entry {number} is not valid"),
    "head-foreign": (
        "第 {number} 条处的树头不是用 public-keys.txt 中的密钥签的",
        "The head at entry {number} was not signed with a key of public-keys.txt",
    ),
    "head-order": ("第 {number} 条处的树头次序不对或重复", "The head at entry {number} is out of order or doubled"),
    "head-beyond": (
        "第 {number} 条处有树头，条目却没有这么多：有条目被截去",
        "There is a head at entry {number}, but fewer entries: entries were cut off",
    ),
    "unsigned-tail": ("第 {first} 至 {number} 条没有树头", "No head covers the entries {first} to {number}"),
    "no-heads": ("没有任何树头", "There is no head at all"),
    "keys-broken": ("public-keys.txt 不是公钥清单", "public-keys.txt is not a list of public keys"),
    "saved-broken": ("{path} 第 {number} 行不是树头", "{path}, line {number}: not a head"),
    "saved-forged": (
        "{path}：第 {number} 条处的树头签名无效",
        "{path}: the signature of the head at entry {number} is not valid",
    ),
    "saved-foreign": (
        "{path}：第 {number} 条处的树头所用的密钥不在导出之中",
        "{path}: the export does not know the key of the head at entry {number}",
    ),
    "saved-mismatch": (
        "{path}：留存的第 {number} 条处的树头与导出不符：历史被改写",
        "{path}: the head kept for entry {number} does not match: history was rewritten",
    ),
    "saved-beyond": (
        "{path}：留存的树头有 {number} 条，导出只有 {entries} 条：有条目被截去，或恢复了旧备份",
        "{path}: the head kept has {number} entries, the export only {entries}: entries were cut off, "
        "or an older backup was restored",
    ),
    "proof-broken": ("证明文件的格式不对", "The proof file is not a proof"),
    "proof-wrong": ("证明不成立：该条目不在此树头之下", "The proof fails: the entry is not under this head"),
}


class Finding:
    """Something that did not match. `number` counts entries (or lines) from 1."""

    def __init__(self, code, number=0, **more):
        self.code, self.number, self.more = code, number, more

    def text(self, language):
        return SENTENCES[self.code][language == "en"].format(number=self.number, **self.more)


class Result:
    """What a verification found. `witnesses`: saved heads that matched."""

    def __init__(self):
        self.entries, self.heads, self.witnesses = 0, 0, 0
        self.root, self.findings = EMPTY, []


def check_line(number, line):
    """The leaf hash of one line of entries.jsonl recomputed from the entry, and what is wrong with the line (or None)."""
    entry = line[len(_OPEN) : -_TAIL]
    leaf = hashlib.sha256(b"\x00" + entry).digest()
    whole = line.startswith(_OPEN) and line[-_TAIL : -_TAIL + len(_MIDDLE)] == _MIDDLE and line.endswith(_CLOSE)
    if not whole or line.count(b"\n") != 1:
        return leaf, Finding("line-broken", number)
    if leaf.hex().encode() != line[-64 - len(_CLOSE) : -len(_CLOSE)]:
        return leaf, Finding("entry-changed", number)
    return leaf, None


def verify(folder, saved=()):
    """Recompute everything in an export; `saved` are files of heads that were kept elsewhere."""
    folder, result = Path(folder), Result()
    keys = _read_keys(folder / "public-keys.txt", result)
    heads = []
    for number, head in read_heads(folder / "heads.jsonl", strict=True):
        if head is None:
            result.findings.append(Finding("head-broken", number))
        else:
            heads.append(head)
    kept = _read_saved(saved, keys, result)
    roots = _walk(folder / "entries.jsonl", {head.size for head in heads} | {head.size for _path, head in kept}, result)
    _check_heads(heads, keys, roots, result)
    for path, head in kept:
        if head.size > result.entries:
            result.findings.append(Finding("saved-beyond", head.size, path=path, entries=result.entries))
        elif roots[head.size] != head.root:
            result.findings.append(Finding("saved-mismatch", head.size, path=path))
        else:
            result.witnesses += 1
    return result


def _read_keys(path, result):
    text = path.read_bytes()
    keys = text.decode("ascii", "replace").split("\n")[:-1]
    if not text.endswith(b"\n") or any(len(key) != 64 or not _DIGITS.issuperset(key.encode()) for key in keys):
        result.findings.append(Finding("keys-broken"))
    return set(keys)


def _read_saved(saved, keys, result):
    kept = []
    for path in saved:
        for number, head in read_heads(path, strict=False):
            if head is None:
                result.findings.append(Finding("saved-broken", number, path=path))
            elif not head.authentic():
                result.findings.append(Finding("saved-forged", head.size, path=path))
            elif head.key not in keys:
                result.findings.append(Finding("saved-foreign", head.size, path=path))
            else:
                kept.append((path, head))
    return kept


def _walk(path, sizes, result):
    """Recompute every entry; the roots at the wanted sizes."""
    peaks, roots = Peaks(), {0: EMPTY}
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            leaf, finding = check_line(number, line)
            if finding is not None:
                result.findings.append(finding)
            peaks.add(leaf)
            if number in sizes:
                roots[number] = peaks.root()
    result.entries, result.root = peaks.size, peaks.root()
    return roots


def _check_heads(heads, keys, roots, result):
    last_size, last_good = 0, 0
    for head in heads:
        result.heads += 1
        if head.size <= last_size:
            result.findings.append(Finding("head-order", head.size))
        last_size = max(last_size, head.size)
        if not head.authentic():
            result.findings.append(Finding("head-forged", head.size))
        elif head.key not in keys:
            result.findings.append(Finding("head-foreign", head.size))
        if head.size not in roots:
            result.findings.append(Finding("head-beyond", head.size))
        elif roots[head.size] != head.root:
            result.findings.append(Finding("range-changed", head.size, first=last_good + 1))
        else:
            last_good = max(last_good, head.size)
    if not heads:
        result.findings.append(Finding("no-heads"))
    elif last_size < result.entries:
        result.findings.append(Finding("unsigned-tail", result.entries, first=last_size + 1))


def verify_proof(path, saved=()):
    """Check one entry's proof (a file, or its data already read)."""
    result = Result()
    try:
        data = json.loads(Path(path).read_text("utf-8"))
        if (
            set(data) != {"entry", "head", "path", "position", "v"}
            or data["v"] != 1
            or type(data["position"]) is not int
        ):
            raise ValueError("not a proof")
        head = Head(data["head"])
        leaf = hashlib.sha256(b"\x00" + data["entry"].encode()).digest()
        steps = [bytes.fromhex(step) for step in data["path"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        result.findings.append(Finding("proof-broken"))
        return result
    result.entries, result.heads, result.root = 1, 1, head.root
    if not head.authentic():
        result.findings.append(Finding("head-forged", head.size))
    if not included(leaf, data["position"], head.size, steps, head.root):
        result.findings.append(Finding("proof-wrong"))
    for place, kept in _read_saved(saved, {head.key}, result):
        if kept.size == head.size:
            if kept.root == head.root:
                result.witnesses += 1
            else:
                result.findings.append(Finding("saved-mismatch", kept.size, path=place))
    return result


# --- the command ----------------------------------------------------------------------------------------------------

REPORT = {
    "counts": ("重新计算了 {0} 条条目、{1} 个签名树头。", "Recomputed {0} entries and {1} signed heads."),
    "root": ("树根：{0}", "Root: {0}"),
    "bad": ("发现 {0} 处不符。", "{0} findings: this ledger does not match."),
    "more": ("……其余 {0} 处从略", "... and {0} more"),
    "alone": (
        "内部一致，但没有可供对照的外部树头：不能排除整本台账被持有密钥的人全部重写。请用 --head 给出另行留存的树头。",
        "Consistent in itself. Without a head that was kept elsewhere, a complete rewrite by somebody who holds the "
        "signing key cannot be excluded. Give such a head with --head.",
    ),
    "good": (
        "全部相符，并与 {0} 个另行留存的树头一致：其所覆盖的条目自那时起未被改动。",
        "Everything matches, and so do {0} heads kept elsewhere: the entries they cover are unchanged since then.",
    ),
    "unreadable": ("无法读取：{0}", "Cannot read: {0}"),
}


def _language(wish):
    if wish:
        return wish
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.startswith("zh") else "en"


def main(words=None):
    """Run the command; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", help="folder of an export, or a proof file")
    parser.add_argument("--head", action="append", default=[], metavar="FILE", help="heads that were kept elsewhere")
    parser.add_argument("--lang", choices=["zh", "en"], help="language of the report")
    options = parser.parse_args(words)
    language = _language(options.lang)

    def say(key, *values):
        print(REPORT[key][language == "en"].format(*values))

    try:
        work = verify if Path(options.what).is_dir() else verify_proof
        result = work(options.what, options.head)
    except OSError as error:
        say("unreadable", error)
        return 2
    say("counts", result.entries, result.heads)
    say("root", result.root.hex())
    for finding in result.findings[:100]:
        print("✗ " + finding.text(language))
    if len(result.findings) > 100:
        say("more", len(result.findings) - 100)
    if result.findings:
        say("bad", len(result.findings))
        return 1
    say("good", result.witnesses) if result.witnesses else say("alone")
    return 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
