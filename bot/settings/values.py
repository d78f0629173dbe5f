"""Kinds of single values that `config.yaml` may have, and what is said of those that are no good."""

import re
from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from bot.documents.problems import did_you_mean
from bot.documents.secrets import Secret, secret_that
from bot.ruleset.sources import fault_in
from bot.text.spans import Span

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Part = TypeVar("Part", bound="DataclassInstance")
AES_KEY = re.compile(r"[A-Za-z0-9]{43}", re.ASCII)  # platform: path/90930
TOKEN = re.compile(r"[A-Za-z0-9]{1,32}", re.ASCII)  # platform: path/90930
ROOM_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
URL = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", re.ASCII)
DATABASE = re.compile(r"(?:sqlite:///.+|postgresql(?:\+\w+)?://\S+)")


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _address(url: str) -> str:
    if not URL.fullmatch(url):
        raise ValueError("要写成 http:// 或 https:// 开头的地址，不带 ? 和 #")
    return url.rstrip("/")


def _glob(text: str) -> str:
    fault = fault_in(text)
    if fault:
        raise ValueError(fault)
    return text


def room_id(text: str) -> str:
    """Return `text` if it may be the id of a room. Raises ValueError, in Chinese."""
    if not ROOM_ID.fullmatch(text):
        raise ValueError("要写 1–64 个字母、数字或 _ . -")
    return text


def _zone(name: object) -> ZoneInfo:
    if isinstance(name, str) and name in available_timezones():
        return ZoneInfo(name)
    hint = did_you_mean(str(name), available_timezones())
    raise ValueError("不是时区名。" + (hint if hint.startswith("你是不是") else "例如 Asia/Shanghai。"))


Glob = Annotated[str, AfterValidator(_glob)]
Globs = Annotated[tuple[Glob, ...], BeforeValidator(_listed)]
Address = Annotated[str, AfterValidator(_address)]
Zone = Annotated[ZoneInfo, PlainValidator(_zone)]
Duration = Annotated[Span, Field(gt=timedelta(0))]
Name = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
AtLeastOne = Annotated[int, Field(ge=1)]
AnySecret = Annotated[Secret, AfterValidator(secret_that(bool, "不能是空的"))]
AesKey = Annotated[
    Secret,
    AfterValidator(
        secret_that(lambda s: bool(AES_KEY.fullmatch(s)), "要正好 43 个字母或数字，请从企业微信后台原样复制")
    ),
]
Token = Annotated[Secret, AfterValidator(secret_that(lambda s: bool(TOKEN.fullmatch(s)), "要写 1–32 个字母或数字"))]
DatabaseUrl = Annotated[
    Secret,
    AfterValidator(
        secret_that(lambda s: bool(DATABASE.fullmatch(s)), "要写成 sqlite:///路径 或 postgresql://用户:密码@主机/库名")
    ),
]


def over(above: Part, written: "DataclassInstance", *, without: tuple[str, ...] = ()) -> Part:
    """Return `above` with every key that is written; those `without` are left to the caller."""
    names = [f.name for f in fields(written) if f.name not in without]
    told: dict[str, Any] = {name: value for name in names if (value := getattr(written, name)) is not None}
    return replace(above, **told)
