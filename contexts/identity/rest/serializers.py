"""Serializers of signing in."""

from __future__ import annotations

from rest_framework import serializers

from riz.actor import HeldRole
from riz.rest.fields import EnumField
from riz.rest.outputs import ContractSerializer
from riz.rest.serializers import StrictSerializer

from ..parts.accounts.rest.fields import PasswordField
from ..parts.sessions.contracts import Tokens
from ..queries import Account
from .cookies import Client

LONGEST_TOKEN = 200


class ClientField(EnumField):
    """In which form the tokens go out; every sign-in takes it."""

    def __init__(self) -> None:
        super().__init__(
            Client,
            default=Client.API,
            help_text="`browser` keeps the refresh token in a cookie that no script can read;"
            " `api`, the default, puts it into the answer.",
        )


class LoginInput(StrictSerializer):
    """Fields that signing in takes."""

    email = serializers.CharField(max_length=254)
    password = PasswordField()
    client = ClientField()


class RefreshInput(StrictSerializer):
    """Fields that refreshing takes."""

    refresh_token = serializers.CharField(
        max_length=LONGEST_TOKEN,
        write_only=True,
        required=False,
        help_text="Left out by browsers, which show their cookie instead.",
    )


class TokensSerializer(ContractSerializer):
    """Tokens that signing in hands out."""

    contract = Tokens
    token_type = serializers.CharField(default="Bearer", read_only=True)
    refresh_token = serializers.CharField(
        required=False, help_text="Left out where a browser keeps it in its cookie."
    )
    refresh_expires_at = serializers.DateTimeField(required=False)


class HeldRoleSerializer(ContractSerializer):
    """A role, everywhere when `organisation_id` is null."""

    contract = HeldRole
    hidden = ("code",)
    role = serializers.CharField(source="code")


class AccountSerializer(ContractSerializer):
    """One's own account."""

    contract = Account
    phone = serializers.CharField(max_length=32)
