"""The key that signs heads (Ed25519), kept in the keys folder and never beside the data.

Files in settings.KEYS_DIR: `ledger-signing.pem` (private, mode 600) and `ledger-public-keys.txt` (one public key in
hex per line: every key that was ever ours).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from juanzong.kit.errors import Unavailable

ALGORITHM: Final = "Ed25519"


def head_text(size: int, root: bytes, at: str, key_id: str) -> bytes:
    """The bytes that are signed: five lines of text, each ended by a newline."""
    return f"juanzong ledger head v1\nsize {size}\nroot {root.hex()}\nat {at}\nkey {key_id}\n".encode()


class Signer:
    """Signs with our private key; `key_id` is the public key in hex."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.key_id = _public_hex(key)

    def sign(self, text: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(text)


def valid(text: bytes, signature: bytes, key_id: str) -> bool:
    """Whether `signature` over `text` was made with the key `key_id`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_id)).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def signer(*, may_make: bool) -> Signer:
    """Our key. Made on first use if `may_make`; Unavailable when it is missing otherwise, or cannot be read."""
    path = _folder() / "ledger-signing.pem"
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        if not may_make:
            raise Unavailable(
                _("找不到台账的签名密钥 %(path)s。") % {"path": path},
                todo=_("请从密钥备份中恢复该文件；确已丢失时，用 juanzong ledger seal --new-key 启用新密钥。"),
            ) from None
        text = _make(path)
    try:
        key = serialization.load_pem_private_key(text, password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unavailable(_("台账的签名密钥 %(path)s 已损坏。") % {"path": path}, todo=_("请从密钥备份中恢复该文件。"))
    ours = Signer(key)
    if ours.key_id not in public_keys():
        _append_line(_folder() / "ledger-public-keys.txt", ours.key_id)
    return ours


def public_keys() -> set[str]:
    """Every public key that was ever ours, in hex; empty on a machine without the keys folder."""
    try:
        lines = (_folder() / "ledger-public-keys.txt").read_text("ascii", "replace").split()
    except FileNotFoundError:
        return set()
    return set(lines)


def _folder() -> Path:
    return Path(settings.KEYS_DIR)


def _public_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def _make(path: Path) -> bytes:
    """Write a new key so that a crash leaves either none or a whole one, and the faster of two processes wins."""
    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        text = path.read_bytes()
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return text


def _append_line(path: Path, line: str) -> None:
    with path.open("a", encoding="ascii") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
