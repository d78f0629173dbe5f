"""JSON Schema of `config.yaml` and of the files that reword the bot, made from the very classes that read them."""

from collections.abc import Mapping, Sequence

from bot.core.texts import Text
from bot.documents.schema import DRAFT, TEXT, Drawing, Schema
from bot.settings.written import Written, WrittenContent

GLOBS: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
VARIABLE: Schema = {"type": "string", "pattern": r"^(\$\{[A-Za-z_]\w*(:-[^{}]*)?\}|-?\d+(\.\d+)?)$"}
NOTES: Mapping[str, str] = {
    "server": "机器人在哪里等企业微信的回调",
    "storage": "数据库，以及聊天记录保留多久",
    "wecom": "怎样连接企业微信：自建应用、智能机器人、会话内容存档",
    "console": "管理页面的口令；不用就不写",
    "rules": "规则文件：文件或通配符，可以写成列表",
    "words": "词库文件：文件或通配符，可以写成列表",
    "texts": "改写机器人说的话：文件或通配符，可以写成列表",
    "rooms": "群；没有写在这里的群按 defaults 接管",
    "defaults": "没有写在 rooms 里的群用这些",
    "policy": "处罚：分数怎样减少，达到多少分做什么",
    "time_zone": "一天从哪个时区的零点算起，例如 Asia/Shanghai",
    "calendar": "公司自己的放假和上班日",
    "id": "自己起的名字：字母、数字、_ . -",
    "name": "给人看的名字",
    "chats": "这个群在各个渠道里的编号：archive、aibot、app；不写就用 id",
    "ear": "听哪个渠道来判断发言：auto、archive、aibot",
    "mouths": "通过哪些渠道做事，先写的优先：app、aibot、webhook",
    "webhook": "这个群的群机器人 Webhook 地址里的 key",
    "owner": "群主的成员 ID",
    "helpers": "群助手的成员 ID",
    "staff": "工作人员的成员 ID",
    "admins": "管理员的成员 ID",
    "half_life": "分数减半的时间，例如 7天",
    "grace": "被处罚后留给成员看提醒的时间",
    "immune": "不计分的角色",
    "muted_points": "禁言期间每发一条消息加的分",
    "ladder": "阶梯，从低到高：at 分数，do 做什么，for 禁言多久",
    "at": "达到多少分",
    "do": "hint 提醒、warn 警告、mute 禁言、remove 移出群聊",
    "for": "禁言多久，只用于 mute",
    "host": "监听的地址",
    "port": "监听的端口",
    "url": "sqlite:///文件，或 postgresql://用户:密码@主机/库名",
    "keep": "聊天记录保留多久，例如 180天",
    "api_base": "企业微信接口的地址；私有部署或演示时才需要改",
    "corp_id": "企业 ID：管理后台 → 我的企业 → 企业信息",
    "app": "自建应用",
    "aibot": "智能机器人，没有就不写",
    "archive": "会话内容存档，没有就不写",
    "agent_id": "应用的 AgentId",
    "secret": "应用的 Secret：请放在环境变量里",
    "token": "口令：请放在环境变量里",
    "encoding_aes_key": "43 个字符的 EncodingAESKey：请放在环境变量里",
    "source": "存档边车的地址",
    "poll": "没有通知时多久去取一次",
    "off": "放假的日子，例如 2026-10-08",
    "on": "上班的日子，例如 2026-10-10",
}


def config_schema() -> Schema:
    """Return the schema of `config.yaml`."""
    globs: dict[tuple[type, str], Schema] = {
        (shape, name): GLOBS for shape in (Written, WrittenContent) for name in ("rules", "words", "texts")
    }
    drawing = Drawing(special=globs, notes=lambda _shape, name: NOTES.get(name, ""), variable=VARIABLE)
    return {"$schema": DRAFT, "title": "群管配置", **drawing.mapping(Written)}


def texts_schema(known: Sequence[Text]) -> Schema:
    """Return the schema of files that reword `known`, all texts there are."""
    worded = {text.id: {**TEXT, "description": f"原文：{text.default}"} for text in known}
    return {
        "$schema": DRAFT,
        "title": "机器人说的话",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": worded,
    }
