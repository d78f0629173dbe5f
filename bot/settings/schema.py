"""JSON Schema of `config.yaml` and of the files that reword the bot, made from the very classes that read them."""

from collections.abc import Mapping, Sequence

from bot.core.texts import Text
from bot.documents.schema import DRAFT, TEXT, Drawing, Schema
from bot.ruleset.sources import KINDS
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
    "festivals": "节日：文件或通配符，可以写成列表",
    "quizzes": "题库：文件或通配符，可以写成列表",
    "surveys": "问卷：文件或通配符，可以写成列表",
    "topics": "话题：文件或通配符，可以写成列表",
    "wares": "积分商城的奖品：文件或通配符，可以写成列表",
    "activities": "活动怎样进行：积分、答题、抽奖、话题、关怀、分享会、问卷；群里只写不同的键",
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
    "customer": "是客户群：机器人不能在里面说话、移出人，要做的事都请人做",
    "ledger": "写同一个名字的群共用一本记分",
    "half_life": "分数减半的时间，例如 7天；和 expires 只写一个",
    "expires": "分数过多久一次清零，例如 30天；和 half_life 只写一个",
    "newcomer": "新人宽限：进群多久之内的第一次违规只提醒、不记分；值守里是多久之内进群的算新人",
    "removals": "每个群每小时最多自动移出几个人，超过的改为请人处理",
    "quiet": "夜间时段，例如 23:00-7:00；群里不提醒，事情等到结束再说；不需要就写 无",
    "amend": "违规后多久之内改正可以免记分",
    "campaign": "多久之内几乎相同的违规算同一件事",
    "wave": "一个群十分钟里的案件超过几件，就合成一条提醒",
    "private": "处罚说明能私信就私信给本人",
    "asking": "机器人做不到的事请谁做、等多久",
    "office": "上班时间，一天可以有几段，例如 9:00-12:00；周末和夜里也有人就写 全天",
    "steps": "请每一级的人（群主、群助手、管理员）各等多久，按上班时间算",
    "remind": "最后一级之后隔多久再提醒",
    "lapse": "多久没有人处理就不再提醒，并且说明",
    "appeals": "申诉",
    "monthly": "每人 30 天内最多申诉几次",
    "within": "处罚后多久之内可以申诉",
    "answer": "申诉多久没有人处理就按申诉成立",
    "absence": "值守：没有人管群的时候，对新人更严",
    "hours": "值守的时段，例如 23:00-7:00；不自动值守就写 无",
    "idle": "管群的人多久没有发言算不在",
    "messages": "发言少于几条的也算新人",
    "factor": "值守时新人的违规按几倍记分",
    "operators": "下指令的人",
    "hourly": "一个人每小时最多处罚几个人，再多要另一个人确认",
    "confirm": "预览后多久之内要回复“确认”",
    "tag": "打什么标签，只用于 tag",
    "grace": "被处罚后留给成员看提醒的时间",
    "immune": "不计分的角色",
    "muted_points": "禁言期间每发一条消息加的分",
    "ladder": "阶梯，从低到高：at 分数，do 做什么，for 禁言多久",
    "at": "达到多少分",
    "do": "hint 提醒、warn 警告、tag 打标签、notify 只告诉群主、mute 禁言、remove 移出群聊",
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


def _note(shape: type, name: str) -> str:
    notes: Mapping[str, str] = getattr(shape, "notes", NOTES)
    return notes.get(name, "")


def config_schema() -> Schema:
    """Return the schema of `config.yaml`."""
    globs: dict[tuple[type, str], Schema] = {
        (shape, name): GLOBS for shape in (Written, WrittenContent) for name in KINDS
    }
    drawing = Drawing(special=globs, notes=_note, variable=VARIABLE)
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
