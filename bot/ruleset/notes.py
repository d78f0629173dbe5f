"""What editors say, in Chinese, of every key that may stand in a rule."""

from collections.abc import Mapping

from bot.ruleset.written_examples import WrittenExample

OF_RULES: Mapping[str, str] = {
    "id": "规则的编号：小写字母、数字、- 和 _，所有文件里不能重复",
    "title": "规则的名字，群成员会看到",
    "when": "什么时候命中：一个条件，或 any（任意一个）、all（同时）、not（不成立）",
    "unless": "例外：成立时放过",
    "stage": "阶段：shadow 只记录，soft 也提醒，enforce 也记分（默认）",
    "then": "命中以后做什么",
    "tags": "标签，随命中一起记录",
    "examples": "例子：每次加载都会验证，不符合的规则不会启用",
    "for_all_roles": "对不受罚的角色（policy.immune）也生效",
    "rooms": "在哪些群生效：群的 id，可用 * 通配；默认所有群",
    "enabled": "false 关掉这条规则",
    "priority": "数字大的先判断，默认 0；相同时按文件里的顺序",
    "stop": "true：它命中以后，后面的规则不再看这条消息",
    "allow": "true：放行。符合 when 的消息不算命中，后面的规则也不再看",
    "cooldown": "对同一个人命中一次以后，多久之内不再命中，例如 10分钟；0 是不休息",
    "guard": "护栏：命中太多或被撤销太多时自动降一级；false 不要护栏",
    "overrides": "在某些群里改掉这条规则的设置（id、guard、examples 除外）",
    "rules": "这个文件里的规则",
    "share": "最多命中多少比例的消息，例如 5%",
    "undone": "最多有多少比例的处理被撤销，例如 30%",
    "points": "记几分（0–1000）",
    "reply": "回复：可用 {member}（要 @ 写成 @{member}）、{why}、{title}、{points}、{total} 等占位符",
}
OF_EXAMPLES: Mapping[str, str] = {
    "hit": "必须命中的例子",
    "pass": "必须放过的例子",
    "text": "说的话",
    "role": "说话人的角色",
    "before": "同一个人之前说过的话",
    "today": "当天之前已经发了几条",
    "name": "说话人的群昵称",
    "tags": "说话人的标签",
    "points": "说话人已有的分数",
    "messages": "说话人在群里发过几条消息",
    "joined": "进群多久了",
    "removed": "多久以前被移出过",
    "others": "别人之前说过的话",
    "joins": "多久以前有别人进群，一个人一项",
    "room": "在哪个群",
    "at": "当地时间，例如 2026-01-05 23:30；只写日期是上午 10 点",
    "kind": "消息类型，例如 text、image、voice；进群写 join",
    "seconds": "语音、视频的秒数",
    "seen": "图片里识别出的文字，例如二维码的内容",
    "ago": "多久以前",
    "sender": "说话的人",
}


def note_of(shape: type, name: str) -> str:
    """Return what there is to say of the key `name` of the class `shape`, empty if nothing; conditions have `notes`."""
    notes: Mapping[str, str] | None = getattr(shape, "notes", None)
    if notes is not None:
        return notes.get(name, "")
    return (OF_EXAMPLES if shape.__module__ == WrittenExample.__module__ else OF_RULES).get(name, "")
