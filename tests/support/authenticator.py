"""A software authenticator: what a browser with a passkey does, written from the specification."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

ORIGIN = "https://riz.example"
PRESENT, VERIFIED, BACKED_UP, ATTESTED = 0x01, 0x04, 0x18, 0x40


@dataclass
class Authenticator:
    """One credential. Fields are what an honest one has; tests of forgeries set them otherwise."""

    origin: str = ORIGIN
    flags: int = PRESENT | VERIFIED | BACKED_UP
    sign_count: int = 0
    counts: bool = True
    rp_id: str = "riz.example"
    cross_origin: bool = False
    user_handle: str | None = None
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: dict[str, Any], **otherwise: Any) -> dict[str, Any]:
        """Answer `navigator.credentials.create` as `toJSON()` does."""
        self.user_handle = options["user"]["id"]
        public_key = otherwise.get("public_key") or ES256.from_cryptography_key(
            self.key.public_key()
        )
        attested = (
            bytes(16)
            + len(self.credential_id).to_bytes(2, "big")
            + self.credential_id
            + cbor.encode(public_key)
        )
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._auth_data(ATTESTED) + attested,
        }
        return self._credential(
            {
                "clientDataJSON": _text(self._client_data("webauthn.create", options, otherwise)),
                "attestationObject": _text(cbor.encode(attestation)),
                "transports": ["internal", "hybrid"],
            }
        )

    def get(self, options: dict[str, Any], **otherwise: Any) -> dict[str, Any]:
        """Answer `navigator.credentials.get` as `toJSON()` does."""
        if self.counts:
            self.sign_count += 1
        client_data = self._client_data("webauthn.get", options, otherwise)
        auth_data = self._auth_data()
        signed = auth_data + sha256(client_data).digest()
        return self._credential(
            {
                "clientDataJSON": _text(client_data),
                "authenticatorData": _text(auth_data),
                "signature": _text(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
                "userHandle": self.user_handle,
            }
        )

    def _client_data(self, kind: str, options: dict[str, Any], otherwise: dict[str, Any]) -> bytes:
        facts = {
            "type": otherwise.get("type", kind),
            "challenge": otherwise.get("challenge", options["challenge"]),
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        }
        return json.dumps(facts).encode()

    def _auth_data(self, more_flags: int = 0) -> bytes:
        flags = (self.flags | more_flags).to_bytes(1, "big")
        return sha256(self.rp_id.encode()).digest() + flags + self.sign_count.to_bytes(4, "big")

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": _text(self.credential_id),
            "rawId": _text(self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }


def tampered(text: str) -> str:
    """Return base64url of other bytes: one bit in the middle is different."""
    plain = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    plain[len(plain) // 2] ^= 1
    return _text(bytes(plain))


def _text(plain: bytes) -> str:
    return urlsafe_b64encode(plain).decode().rstrip("=")
