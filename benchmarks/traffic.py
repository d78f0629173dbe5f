"""Encrypted callbacks to throw at a server: made before the clock starts, each unlike the others."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.wecom.crypt import Crypt

CORP = "wwbench0123456789a"
TOKEN = "benchtoken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ROOMS, MEMBERS = 200, 20
CHAT = (
    "大家早上好", "今天的会议改到下午三点了", "请问发票怎么开？", "收到，谢谢", "这个功能在设置里面可以找到",
    "周末有人一起去爬山吗", "我这边显示网络异常，重启就好了", "新版本什么时候发布呀", "辛苦了", "[图片] 这是报错截图",
    "昨天的问题解决了吗", "文档链接我放在群公告里了", "好的明白", "请大家填一下问卷", "哈哈哈哈哈哈",
    "方案我看过了，第二部分还需要补充一些数据，明天上午之前给到可以吗", "可以的", "已经提交审批了", "中午吃什么", "我请假一天",
    "客户反馈说登录之后会跳回首页，麻烦看一下是不是缓存的问题", "嗯嗯", "这个月的报表出来了吗", "@李强 帮忙看下", "不好意思刚看到",
    "我在外面，晚点回复你", "太好了！", "请问退款多久能到账", "可以用微信支付吗", "价格是 199 元",
    "预计 3 到 5 个工作日", "订单号 202611200099 麻烦查一下", "没问题",
)  # fmt: skip
ADVERT = "加我薇❤ abc12345 领福利"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """One endpoint and how bodies for it are made."""

    path: str
    crypt: Crypt

    def request(self, plain: str, n: int, *, at: int) -> bytes:
        """Return the whole HTTP request that brings `plain`. n: makes nonce and random bytes unlike. at: Unix s."""
        encrypt = self.crypt.encrypt(plain.encode(), n.to_bytes(16, "big"))
        nonce = f"n{n}"
        signature = self.crypt.sign(str(at), nonce, encrypt)
        query = urlencode({"msg_signature": signature, "timestamp": at, "nonce": nonce})
        body = self._envelope(encrypt).encode()
        head = f"POST {self.path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def _envelope(self, encrypt: str) -> str:
        if self.path.endswith("aibot"):
            return json.dumps({"encrypt": encrypt})
        return (
            f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt>"
            "<AgentID><![CDATA[1000002]]></AgentID></xml>"
        )


AIBOT = Doorway(path="/wecom/aibot", crypt=Crypt(TOKEN, AES_KEY, ""))
APP = Doorway(path="/wecom/app", crypt=Crypt(TOKEN, AES_KEY, CORP))


def group_message(n: int) -> str:
    """What member n says in room n to the aibot; three in a hundred are adverts."""
    text = ADVERT if n % 33 == 7 else CHAT[n % len(CHAT)]
    room, member = n % ROOMS, n // ROOMS % MEMBERS
    return json.dumps(
        {
            "msgid": f"bench-{n}",
            "aibotid": "aib1",
            "chatid": f"wrbench{room:05}",
            "chattype": "group",
            "from": {"userid": f"u{room}-{member}"},
            "response_url": f"http://127.0.0.1:9/cgi-bin/aibot/response?response_code={n}",
            "msgtype": "text",
            "text": {"content": f"@群管 {text}"},
        },
        ensure_ascii=False,
    )


def private_message(n: int) -> str:
    """What a member says to the app, as XML."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[u{n % 4000}]]></FromUserName>"
        f"<CreateTime>1763690000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{CHAT[n % len(CHAT)]}]]></Content><MsgId>{10**15 + n}</MsgId><AgentID>1000002</AgentID></xml>"
    )


def requests(door: Doorway, count: int, *, at: int, first: int = 0) -> Iterator[bytes]:
    """Yield `count` requests for `door`."""
    say = group_message if door is AIBOT else private_message
    for n in range(first, first + count):
        yield door.request(say(n), n, at=at)
