"""Authenticated encryption under two suites, and key derivation. Nothing else in the house calls a cipher.

A ciphertext carries the number of its suite, so that the suite of a company can change while old values stay
readable: 1 = AES-256-GCM, 2 = SM4-GCM (GB/T 32907, for companies under GB/T 39786).
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

AES_256_GCM = 1
SM4_GCM = 2
SUITES = {"AES-256-GCM": AES_256_GCM, "SM4-GCM": SM4_GCM}

NONCE = 12
TAG = 16
KEY = 32


class Broken(ValueError):
    """A ciphertext that does not belong here: changed, moved to another place, or made with another key."""


class Cipherer:
    """One key under one suite. Making it costs more than using it, so a caller keeps it for a row or a file."""

    __slots__ = ("_aes", "_key", "suite")

    def __init__(self, key: bytes, suite: int = AES_256_GCM) -> None:
        if len(key) != KEY:
            raise ValueError("a key has 32 bytes")
        if suite not in (AES_256_GCM, SM4_GCM):
            raise Broken(f"unknown cipher suite {suite}")
        self.suite = suite
        self._key = key
        self._aes = AESGCM(key) if suite == AES_256_GCM else None

    def encrypt(self, plain: bytes, bound_to: bytes, nonce: bytes | None = None) -> bytes:
        """nonce + ciphertext + tag. A caller who gives a nonce answers for its never being used twice."""
        nonce = nonce or os.urandom(NONCE)
        if self._aes is not None:
            return nonce + self._aes.encrypt(nonce, plain, bound_to)
        encryptor = Cipher(SM4(self._key[:16]), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound_to)
        return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def decrypt(self, sealed: bytes, bound_to: bytes) -> bytes:
        """The plain bytes; Broken for whatever is not exactly what was encrypted for `bound_to`."""
        if len(sealed) < NONCE + TAG:
            raise Broken("ciphertext too short")
        nonce, body = sealed[:NONCE], sealed[NONCE:]
        try:
            if self._aes is not None:
                return self._aes.decrypt(nonce, body, bound_to)
            decryptor = Cipher(SM4(self._key[:16]), GCM(nonce, body[-TAG:])).decryptor()
            decryptor.authenticate_additional_data(bound_to)
            return decryptor.update(body[:-TAG]) + decryptor.finalize()
        except InvalidTag:
            raise Broken("ciphertext does not verify") from None


def derive(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY, salt=salt or None, info=purpose.encode()).derive(key)
