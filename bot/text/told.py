"""Contacts that are told about: somebody was added, could not be, shall be, said so; nothing is offered with it."""

import re

_BEFORE = 16  # characters; chosen
_AFTER = 14
_WORTH = re.compile("加|添加|微信|好友")
_PERSON = (
    "(?:谁|他|她|ta|对方|人家|大家|有人|客户|同事|同学|老师|老板|领导|经理|主管|家长|房东|中介|师傅|朋友|物业|医生|护士|班主任|教练|房客|邻居|"
    "骗子|陌生人|快递员|外卖员|面试官|候选人|供应商|甲方|乙方|导师|学生|妈|爸|姐|哥|弟|妹|叔|姨|婶|总|工|爷|奶|阿姨|大爷|[小老][\u4e00-\u9fff]|人)"
)
_TOLD_BEFORE = re.compile(
    rf"(?:{_PERSON}们?(?:那边|这边)?(?:说|又|都|再|也|刚刚?|刚才|已经|昨[天晚]|今[天早]|上次|之前|想|要|能|会|老是?|一直|突然|主动|刚好|没|先|私聊)*"
    rf"|{_PERSON}们?(?:[^，,。！!？?\n]{{0,4}})(?:说|让|叫|要|请|喊|通知|要求|建议)(?:我们?|咱们?|大家|你们?)?[^，,。！!？?\n]{{0,4}}"
    r"|(?:让|叫|喊|请|骗|催|求)(?:我们?|他们?|她们?|大家)|(?:没|没有|不|不会|不能|无法|不用|无需|别|忘了|忘记|怎么|为什么|为啥|要不要|能不能|是不是|可以)再?"
    r"|(?:已经?|刚刚?|刚才|昨[天晚]|前天|上周|上次|之前|当时|那天|早就|后来)(?:就|都|又|才)?)$"
)
_TOLD_AFTER = re.compile(
    r"^(?:[号的]|好友|信)?[,，。\s]{0,2}(?:没|还没|未|一直没|都没|怎么没|总是?|老是?|又没?)?(?:通过|同意|过[了吗]|成功|回复?我|加上|反应)|"
    r"^(?:[号的]|好友|信)?[,，\s]{0,2}(?:通过(?:一?下|了|吗)|(?:被)?拒|失败|不上|不了|提示|显示|频繁|被限制|之后没|以后没|(?:了|过)(?:吗|没|，|,|。|$)|什么事|干[嘛吗啥什]|有什么事|问(?:我|了|的)|来着|好像)|"
    r"^[^，,。！!？?\n]{0,6}(?:交作业|提交|签到|报到|对接|请假|查课表|看课表|查成绩|办手续|登记|核对|补材料|报修|开门|取件)"
)
_OFFERED = re.compile(
    "领|福利|赚|日结|优惠|红包|进群|拉你|看片|货|免费|返|资源|下单|[a-z][a-z0-9_-]{4}|[0-9](?:[-\\s]?[0-9]){4}|项目|代理|低价|额度"
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
    return not _OFFERED.search(piece + after)
