"""引流: a way to be reached outside the group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, final

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.contacts import Kind, contacts
from bot.text.reading import Reading, Strength

NAMES: Mapping[Kind, str] = {
    Kind.WECHAT: "微信号",
    Kind.QQ: "QQ 号",
    Kind.PHONE: "手机号",
    Kind.EMAIL: "邮箱",
    Kind.LINK: "链接",
    Kind.QR: "扫码引导",
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Condition):
    """Fires on a contact of one of `kinds`, disguised or not.

    Not for: offers without a contact (see `words`).
    """

    kinds: tuple[Kind, ...] = (Kind.WECHAT, Kind.QQ, Kind.PHONE, Kind.LINK, Kind.QR)

    title: ClassVar = "联系方式"
    shorthand: ClassVar = "kinds"
    sample: ClassVar[Mapping[str, Any]] = {"kinds": ["wechat", "qq", "phone", "email", "link", "qr"]}
    fires: ClassVar = (
        Example("加我薇❤ abc123 领福利"),
        Example("＋V：abc-123"),
        Example("V信 mm778899 秒通过"),
        Example("扣🐧 5️⃣5️⃣2️⃣0️⃣1️⃣3️⃣1️⃣4️⃣"),
        Example("扣扣：壹叁伍柒玖贰肆陆"),
        Example("☎️1⃣️3⃣️8⃣️0⃣️0⃣️1⃣️3⃣️8⃣️0⃣️0⃣️0⃣️"),
        Example("h t t p s : / / a b . c c / k8"),
        Example("www点jiaxx8点com 注册送"),
        Example("点击 t.cn/A6xYz99 领取"),
        Example("资料发我 zhang.san@example.com"),
        Example("长按识别图中二维码进群"),
    )
    quiet: ClassVar = (
        Example("微信支付怎么开通？"),
        Example("订单号是 202508170034"),
        Example("快递单号 7312 4589 6601 223"),
        Example("一共 13800 元，8.5 折"),
        Example("升级到 V2.0.13 了"),
        Example("明天 10:30 开会，会议号：886 552 013"),
        Example("iPhone 15 Pro 和 MT7921 网卡"),
        Example("我加了个班"),
    )

    def __post_init__(self) -> None:
        if not self.kinds:
            raise ValueError("kinds 不能是空的：请写要找的联系方式")

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first contact of the first kind that the text holds."""
        for view in reading.views(Strength.NORMAL):
            for kind in self.kinds:
                for found in contacts(view.text, kind):
                    span = view.original(found.start, found.end)
                    why = f"含{NAMES[kind]}“{reading.text[slice(*span)]}”"
                    folds = "、".join(view.folds(found.start, found.end))
                    return Match(condition="contact", why=f"{why}（识别：{folds}）" if folds else why, span=span)
        return None
