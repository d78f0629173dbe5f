"""Contacts that are told about: somebody was added, could not be, shall be, said so; nothing is offered with it."""

import re

_BEFORE = 16  # characters; chosen
_AFTER = 14
_WORTH = re.compile("加|添加|微信|好友|[扫码]|[进入]群")
_PERSON = (
    "(?:谁|[他她]|ta|对方|人家|有人|客户|同事|同学|老师|老板|领导|经理|主管|家长|房东|中介|师傅|朋友|物业|医生|护士|班主任|教练|房客|邻居|骗子|"
    "陌生人|快递员|外卖员|面试官|候选人|供应商|甲方|乙方|导师|学生|[妈爸姐哥弟妹叔姨婶总工爷奶]|大爷|[小老][\u4e00-\u9fff])"
)
_SINGLE = "(?:谁|[他她]|ta|对方|人家|有人|骗子|陌生人|中介|房东|面试官)"
_WHEN = "(?:又|都|再|也|刚刚?|刚才|已经|昨[天晚]|今[天早]|上次|之前|一直|突然|主动|刚好|没|私聊|老是?)"
_TOLD_BEFORE = re.compile(
    rf"(?:{_PERSON}们?(?:那边|这边)?{_WHEN}+|{_SINGLE}们?(?:想|要|{_WHEN})*"
    rf"|{_PERSON}们?[^，,。！!？?\n]{{0,4}}(?:说(?!一?[声下])|让|叫|喊|通知|要求)(?:我们?|咱们?|大家|你们?)?[^，,。！!？?\n]{{0,4}}"
    r"|(?:让|叫|喊|骗|催|求)(?:我们?|他们?|她们?)|没有?|不|不会|不能|无法|不用|无需|别|怎么|为什么|为啥|是不是"
    r"|(?:已经?|刚刚?|刚才|昨[天晚]|前天|上周|上次|之前|当时|那天|早就|后来)(?:就|都|又|才)?)$"
)
_TOLD_AFTER = re.compile(
    r"^(?:之|以)?后(?:一直|就|都|没|再|也|不|[他她])|^[的过](?:同学|朋友|家长|老师|业主|同事|伙伴|新人|邻居|人)们?(?:请|记得|麻烦|都|改|先|注意)|^[的过](?:那|这|都|是|有)|^说|"
    r"^(?:[号的]|好友|信)?[,，。\s]{0,2}(?:没|还没|未|一直没|都没|怎么没|总是?|老是?|又没?)?(?:通过|同意|过[了吗]|成功|回复?我|加上|反应)|"
    r"^(?:[号的]|好友|信)?[,，\s]{0,2}(?:通过(?:一?下|了|吗)|(?:被)?拒|失败|不上|不了|提示|显示|频繁|被限制|之后没|以后没|(?:了|过)(?:吗|没|，|,|。|$)|什么事|干[嘛吗啥什]|有什么事|问(?:了|的)|来着|好像)|"
    r"^[^，,。！!？?\n]{0,6}(?:交作业|提交|签到|报到|对接|请假|查课表|看课表|查成绩|办手续|登记|核对|补材料|报修|开门|取件)"
)
_OFFERED = re.compile(
    "领|福利|赚|日结|优惠|红包|进群|拉你|看片|货|免费|返|送|券|奖|听课|学习|资源|下单|[a-z][a-z0-9_-]{4}|[0-9](?:[-\\s]?[0-9]){4}|项目|代理|低价|额度"
)


def is_told(text: str, start: int, end: int) -> bool:
    """Tell whether the invitation at [start, end) of `text` is only told about, and offers nothing.

    An account, or anything to be had for it, within the word or beside it makes an offer of it, whoever is said to ask.
    """
    piece, before, after = text[start:end], text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    if not _WORTH.search(piece):
        return False
    if not (_TOLD_BEFORE.search(before) or _TOLD_AFTER.match(after)):
        return False
    return not _OFFERED.search(piece.replace("进群", "") + after)
