"""The master keys: one small file in the keys folder, never in the database nor in a backup of the data.

`keyring.json` holds every master key by version (the newest wraps new subject keys), and the key of the blind
indexes. The database keeps a check value for each version, so that a wrong file is noticed before anything is
written with it.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from juanzong.kit.crypto import KEY
from juanzong.kit.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Keyring:
    """`masters` by version, the `current` version, and the key under all blind indexes."""

    current: int
    masters: dict[int, bytes]
    index: bytes

    def check_value(self, version: int) -> str:
        """16 hex digits that tell one master key from another and reveal nothing of it."""
        return hmac.digest(self.masters[version], b"juanzong master key check", "sha256")[:8].hex()

    def index_check_value(self) -> str:
        """The same for the key of the blind indexes."""
        return hmac.digest(self.index, b"juanzong index key check", "sha256")[:8].hex()

    def with_new_master(self) -> Keyring:
        """A keyring with one more master key, which becomes the current one."""
        version = max(self.masters) + 1
        return Keyring(version, {**self.masters, version: secrets.token_bytes(KEY)}, self.index)

    def only_current(self) -> Keyring:
        """A keyring that has forgotten all older master keys."""
        return Keyring(self.current, {self.current: self.masters[self.current]}, self.index)


def fresh() -> Keyring:
    """A keyring for a new installation."""
    return Keyring(1, {1: secrets.token_bytes(KEY)}, secrets.token_bytes(KEY))


def path() -> Path:
    return Path(settings.KEYS_DIR) / "keyring.json"


def read(file: Path) -> Keyring:
    """Read a keyring file; FileNotFoundError when there is none, Unavailable when it cannot be used."""
    try:
        text = file.read_text("utf-8")
        data = json.loads(text)
        masters = {int(version): base64.b64decode(key, validate=True) for version, key in data["masters"].items()}
        ring = Keyring(int(data["current"]), masters, base64.b64decode(data["index"], validate=True))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Unavailable(
            _("密钥文件 keyring.json 无法读取或已损坏。"),
            todo=_("请把备份的密钥文件放回密钥目录后再启动；没有它，任何人都无法解开客户的敏感信息。"),
        ) from None
    if ring.current not in ring.masters or any(len(key) != KEY for key in [*ring.masters.values(), ring.index]):
        raise Unavailable(_("密钥文件 keyring.json 内容不完整。"), todo=_("请把备份的密钥文件放回密钥目录后再启动。"))
    return ring


def write(ring: Keyring, file: Path) -> None:
    """Write the file so that a crash leaves the old one or the new one, never half of either."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    data = {
        "format": 1,
        "current": ring.current,
        "masters": {str(v): base64.b64encode(k).decode() for v, k in ring.masters.items()},
        "index": base64.b64encode(ring.index).decode(),
    }
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(data, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


_lock = threading.Lock()
_loaded: tuple[Path, int, Keyring] | None = None


def ring() -> Keyring:
    """The keyring in force, read again when the file has changed (another process may have rotated it)."""
    global _loaded  # noqa: PLW0603  one cache per process
    file = path()
    try:
        changed = file.stat().st_mtime_ns
    except FileNotFoundError:
        raise Unavailable(
            _("找不到密钥文件 keyring.json。"),
            todo=_("新安装请先运行 juanzong init；已有数据时请把备份的密钥文件放回密钥目录。"),
        ) from None
    with _lock:
        if _loaded is None or _loaded[0] != file or _loaded[1] != changed:
            _loaded = (file, changed, read(file))
        return _loaded[2]
