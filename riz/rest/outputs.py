"""Answers made of contracts: a field on the wire for each field of a frozen dataclass, of the kind that its type says."""

from __future__ import annotations

import ast
import datetime as dt
import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from inspect import getsourcefile
from operator import attrgetter
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from rest_framework import serializers

from riz import values
from riz.money import Money
from riz.rest.fields import EnumField, MoneySerializer, PhoneField
from riz.rest.renderers import to_json
from riz.strict_json import read_json

_KINDS: Mapping[Any, type[serializers.Field[Any, Any, Any, Any]]] = {
    str: serializers.CharField,
    int: serializers.IntegerField,
    float: serializers.FloatField,
    bool: serializers.BooleanField,
    UUID: serializers.UUIDField,
    dt.datetime: serializers.DateTimeField,
    dt.date: serializers.DateField,
    dt.time: serializers.TimeField,
    Money: MoneySerializer,
    values.Email: serializers.EmailField,
    values.IpAddress: serializers.IPAddressField,
    values.Phone: PhoneField,
}
# The renderer writes values of these kinds as their own fields would.
_LEFT_TO_THE_RENDERER = {
    *(serializers.CharField, serializers.IntegerField, serializers.BooleanField),
    *(serializers.FloatField, serializers.UUIDField, serializers.DateTimeField),
    *(serializers.DateField, serializers.TimeField, serializers.EmailField),
    *(serializers.IPAddressField, EnumField),
}
_BLANK = Literal[""]
_serializers: dict[Any, type[ContractSerializer]] = {}


class ContractSerializer(serializers.Serializer[Any]):
    """Output of a contract. Fields that the class states take the place of those that the contract's types say.

    What isn't required is left out where the contract holds None. Nothing of the request is known here.

    Attributes:
        contract: the frozen dataclass that is written.
        hidden: its fields that callers are not shown.
        renamed: its fields that have another name on the wire, with that name.
        sample: a contract that stands for all in the OpenAPI description.
        shows_all: `output` made it, because nobody stated one.
    """

    contract: ClassVar[Any]
    hidden: ClassVar[tuple[str, ...]] = ()
    renamed: ClassVar[Mapping[str, str]] = {}
    sample: ClassVar[Any] = None
    shows_all: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        hints = get_type_hints(cls.contract, include_extras=True)
        stated: dict[str, Any] = dict(cls._declared_fields)
        shown: dict[str, Any] = {}
        for field in fields(cls.contract):
            name = cls.renamed.get(field.name, field.name)
            if field.name not in cls.hidden:
                source = {} if name == field.name else {"source": field.name}
                shown[name] = stated.pop(name, None) or _field(hints[field.name], **source)
        cls._declared_fields = shown | stated
        cls.__doc__ = cls.__doc__ or as_written_on_the_wire(cls.contract.__doc__)
        if _serializers.setdefault(cls.contract, cls).shows_all and cls.hidden:
            raise TypeError(f"state {cls.__name__} before {cls.contract.__name__} is shown in full")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Write the contract."""
        return _writer(type(self))(instance)


class SortedField(serializers.ListField):
    """A set, written in order."""

    def to_representation(self, data: Any) -> list[Any]:
        return sorted(super().to_representation(data))


def output(contract: type, *, sample: Any = None) -> type[ContractSerializer]:
    """Return the serializer of a contract: the one that was stated first, or one that shows all of it."""
    made = _serializers.get(contract)
    if made is None:
        facts = {"contract": contract, "sample": sample, "shows_all": True}
        made = type(f"{contract.__name__}Serializer", (ContractSerializer,), facts)
        made.__module__ = contract.__module__
    return made


def help_of(field: Any) -> str:
    """Return what a contract says of the field of its serializer: the docstring below the field, or nothing."""
    contract = getattr(field.parent, "contract", None)
    return _docstrings(contract).get(field.source, "") if contract else ""


def written(serializer: Any, contract: Any) -> Any:
    """Return a contract as JSON."""
    return read_json(to_json(serializer.to_representation(contract)))


def as_written_on_the_wire(text: str | None) -> str:
    """Return a docstring with JSON's word for None."""
    return re.sub(r"\bNone\b", "null", re.sub(r"\ANone\b", "Null", text or ""))


@cache
def _writer(kind: type[ContractSerializer]) -> Callable[[Any], dict[str, Any]]:
    # Made once: the fields of a serializer are copied for every request otherwise, which costs more than writing.
    shown = tuple(
        (name, _reader(field), _converter(field), field.required or field.read_only)
        for name, field in kind().fields.items()
    )

    def write(instance: Any) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for name, read, convert, is_required in shown:
            value = read(instance)
            if value is None:
                if is_required:
                    written[name] = None
            else:
                written[name] = value if convert is None else convert(value)
        return written

    return write


def _reader(field: Any) -> Callable[[Any], Any]:
    if field.source == "*":
        return lambda instance: instance
    if field.default is serializers.empty:
        return attrgetter(field.source)
    return lambda instance: getattr(instance, field.source, field.default)


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, ContractSerializer):
        return _writer(type(field))
    if isinstance(field, serializers.ListSerializer) and (write := _converter(field.child)):
        return lambda several: [write(one) for one in several]
    inner = field.child if type(field) is serializers.ListField else field
    convert: Callable[[Any], Any] = field.to_representation
    return None if type(inner) in _LEFT_TO_THE_RENDERER else convert


def _field(hint: Any, **options: Any) -> serializers.Field[Any, Any, Any, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if hint in _KINDS:
        return _KINDS[hint](**options)
    if origin in {Union, UnionType}:
        (present,) = [one for one in inner if one is not NoneType and one != _BLANK]
        may_be = {"allow_null": NoneType in inner, "allow_blank": _BLANK in inner}
        return _field(present, **options, **{name: True for name, is_so in may_be.items() if is_so})
    if origin in {tuple, list, frozenset}:
        item = inner[0]
        if is_dataclass(item):
            return _field(item, many=True, **options)
        kind = SortedField if origin is frozenset else serializers.ListField
        return kind(child=_field(item), **options)
    if origin is dict:
        return serializers.DictField(**options)
    return EnumField(hint, **options) if issubclass(hint, enum.Enum) else output(hint)(**options)


@cache
def _docstrings(contract: Any) -> dict[str, str]:
    source = Path(getsourcefile(contract) or "").read_text()
    return next(
        {
            stated.target.id: as_written_on_the_wire(str(docstring.value.value))
            for stated, docstring in zip(node.body, node.body[1:], strict=False)
            if isinstance(stated, ast.AnnAssign)
            and isinstance(stated.target, ast.Name)
            and isinstance(docstring, ast.Expr)
            and isinstance(docstring.value, ast.Constant)
        }
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and node.name == contract.__name__
    )
