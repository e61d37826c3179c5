"""Passkeys (WebAuthn level 3): what an authenticator is asked to do, and whether what it answers is good.

The signatures are checked by Yubico's `fido2`; what that library leaves to its caller stands here: which algorithms,
which origins, no frames of other sites, and that the counter grows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import struct
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ..errors import PasskeyNotAcceptable

CHALLENGE_LIFETIME = dt.timedelta(minutes=5)
CHALLENGE_BYTES = 32
MOST_PASSKEYS = 20
NAME_LENGTH = 80
_TIMEOUT_MS = int(CHALLENGE_LIFETIME.total_seconds() * 1000)
_LONGEST_CREDENTIAL_ID = 1023
_LONGEST_KEY = 2048
_SMALLEST_RSA_BYTES = 256
_ALGORITHMS: tuple[type[CoseKey], ...] = (ES256, EdDSA, RS256)
# What a payload that only looks like WebAuthn makes its readers raise.
_UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """For whom passkeys sign: a domain, and the origins whose pages may ask them to."""

    id: str
    name: str
    origins: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """A passkey that a registration brought."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: UUID
    is_backed_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """The facts beside a good signature."""

    sign_count: int
    is_backed_up: bool


def new_challenge() -> bytes:
    """Return what shall be signed: 256 random bits."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def hash_of(challenge: bytes) -> str:
    """Return what is stored of a challenge."""
    return hashlib.sha256(challenge).hexdigest()


def registration_options(
    party: RelyingParty,
    *,
    challenge: bytes,
    user_id: UUID,
    account: str,
    full_name: str,
    known: Iterable[bytes],
) -> dict[str, Any]:
    """Return what `PublicKeyCredential.parseCreationOptionsFromJSON` takes."""
    options, _ = _server(party).register_begin(
        PublicKeyCredentialUserEntity(
            id=user_id.bytes, name=account, display_name=full_name or account
        ),
        credentials=_descriptors(known),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
        challenge=challenge,
    )
    return dict(_plain(options.public_key))


def request_options(
    party: RelyingParty, *, challenge: bytes, known: Iterable[bytes] = (), verify_user: bool
) -> dict[str, Any]:
    """Return what `PublicKeyCredential.parseRequestOptionsFromJSON` takes."""
    options, _ = _server(party).authenticate_begin(
        credentials=_descriptors(known) or None,
        user_verification=_verification(verify_user=verify_user),
        challenge=challenge,
    )
    return dict(_plain(options.public_key))


def challenge_in(credential: Mapping[str, Any]) -> bytes:
    """Return the challenge that a credential says to have signed; nothing is verified yet.

    Raises:
        PasskeyNotAcceptable: it is no credential.
    """
    try:
        client_data = CollectedClientData(_bytes_of(credential["response"]["clientDataJSON"]))
        return bytes(client_data.challenge)
    except _UNREADABLE as unreadable:
        raise PasskeyNotAcceptable from unreadable


def credential_id_in(credential: Mapping[str, Any]) -> bytes:
    """Return which credential it says to be.

    Raises:
        PasskeyNotAcceptable: it is no credential.
    """
    try:
        return _bytes_of(credential["rawId"])
    except _UNREADABLE as unreadable:
        raise PasskeyNotAcceptable from unreadable


def user_id_in(credential: Mapping[str, Any]) -> UUID | None:
    """Return whose credential it says to be, which discoverable ones do."""
    try:
        return UUID(bytes=_bytes_of(credential["response"]["userHandle"]))
    except _UNREADABLE:
        return None


def verify_registration(
    party: RelyingParty, *, challenge: bytes, credential: Mapping[str, Any]
) -> NewPasskey:
    """Check a new credential.

    Raises:
        PasskeyNotAcceptable: it is for another challenge, origin or domain, or of a kind that is not taken.
    """
    try:
        response = RegistrationResponse.from_dict(credential)
        _refuse_frames(response.response.client_data)
        made = _server(party).register_complete(
            _state(challenge, UserVerificationRequirement.PREFERRED), response
        )
        data = made.credential_data
        if data is None or not _is_acceptable(data):
            raise PasskeyNotAcceptable
        return NewPasskey(
            credential_id=bytes(data.credential_id),
            public_key=cbor.encode(dict(data.public_key)),
            sign_count=made.counter,
            aaguid=UUID(bytes=bytes(data.aaguid)),
            is_backed_up=made.is_backed_up(),
        )
    except _UNREADABLE as unreadable:
        raise PasskeyNotAcceptable from unreadable


def verify_assertion(
    party: RelyingParty,
    *,
    challenge: bytes,
    credential: Mapping[str, Any],
    credential_id: bytes,
    public_key: bytes,
    verify_user: bool,
) -> Assertion:
    """Check a signature.

    Raises:
        PasskeyNotAcceptable: it is for another challenge, origin, domain or credential, or it is not good.
    """
    try:
        response = AuthenticationResponse.from_dict(credential)
        _refuse_frames(response.response.client_data)
        key = CoseKey.parse(cbor.decode(public_key))  # type: ignore[arg-type]
        known = AttestedCredentialData.create(bytes(16), credential_id, key)
        state = _state(challenge, _verification(verify_user=verify_user))
        _server(party).authenticate_complete(state, [known], response)
        signed = response.response.authenticator_data
        return Assertion(sign_count=signed.counter, is_backed_up=signed.is_backed_up())
    except _UNREADABLE as unreadable:
        raise PasskeyNotAcceptable from unreadable


def _server(party: RelyingParty) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=party.id, name=party.name),
        verify_origin=lambda origin: origin in party.origins,
    )
    server.timeout = _TIMEOUT_MS  # type: ignore[assignment]  # typed as always None
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=kind.ALGORITHM)
        for kind in _ALGORITHMS
    ]
    return server


def _is_acceptable(data: AttestedCredentialData) -> bool:
    key = data.public_key
    if not isinstance(key, _ALGORITHMS) or len(cbor.encode(dict(key))) > _LONGEST_KEY:
        return False
    if isinstance(key, RS256) and len(key[-1].lstrip(b"\0")) < _SMALLEST_RSA_BYTES:
        return False
    return 0 < len(data.credential_id) <= _LONGEST_CREDENTIAL_ID and _can_verify(key)


def _can_verify(key: CoseKey) -> bool:
    """Tell whether the key is one at all, such as a point that lies on its curve."""
    try:
        key.verify(b"anything", b"no signature")
    except InvalidSignature:
        return True
    return False


def _refuse_frames(client_data: CollectedClientData) -> None:
    if client_data.cross_origin:
        raise PasskeyNotAcceptable


def _descriptors(known: Iterable[bytes]) -> list[PublicKeyCredentialDescriptor]:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return [PublicKeyCredentialDescriptor(type=kind, id=one) for one in known]


def _verification(*, verify_user: bool) -> UserVerificationRequirement:
    required, preferred = (
        UserVerificationRequirement.REQUIRED,
        UserVerificationRequirement.PREFERRED,
    )
    return required if verify_user else preferred


def _state(challenge: bytes, verification: UserVerificationRequirement) -> dict[str, Any]:
    """Return what the library wants back of the moment when it asked."""
    return {"challenge": websafe_encode(challenge), "user_verification": verification}


def _plain(options: Any) -> Any:
    """Make plain JSON of the library's objects."""
    if isinstance(options, Mapping):
        return {name: _plain(options[name]) for name in options}
    if isinstance(options, list | tuple):
        return [_plain(one) for one in options]
    return options


def _bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
