"""Whom hard words are meant for: oneself, a thing, an animal, a relative; nobody is insulted then."""

import re

_BEFORE = 12  # characters; chosen
_AFTER = 8
_ANYBODY = re.compile("[你妳您尼泥操草艹日肏滚]")  # a word with these is meant for somebody, or is a curse
_ONESELF = re.compile(
    r"(?:^|[^骂说当叫喊嫌笑你他她])(?:我们?|俺|咱们?|本人|自己|老子)(?:自己|这?[组家班队]|这个?人?|真的?|就|也|又|都|可|太|才|果然|可能|大概|感觉|觉得|简直|刚才|今天|昨天|以前|当时|竟然|居然)*"
    r"(?:是不是|是|像|跟|就像|成了|变成)?(?:一?[个只条头坨群]|什么)?(?:大|小|老|纯|真|绝世|超级|十足的)?$"
)
_HARD = re.compile("[傻煞逼残智障废狗猪驴蠢垃贱屎弱辣痴渣畜怂疯丑]|脑子|王八|神经|^(?:sb|nc|fw)$")
_THING = (
    "(?:天气|鬼天气|软件|系统|手机|电脑|网络|网速|网|电梯|空调|打印机|游戏|代码|需求|路况|导航|键盘|鼠标|服务器|音箱|设计|剧情|电视剧|剧|"
    "天|机器|浏览器|程序|插件|输入法|闹钟|快递柜|门锁|题|规定|流程|接口|文档|广告|弹窗)"
)
_OF_A_THING = re.compile(rf"^[的了]?{_THING}(?![人狗猪逼]|策划|玩家)")
_THING_BEFORE = re.compile(rf"{_THING}(?:真|可真|太|真是|就是|简直)?(?:是|像|跟|和)?(?:个|一坨)?$")
_ANIMAL = re.compile("(?:狗|猪|驴|龟|王八|畜生|畜牲|杂种|野种|崽子|草泥马)$")
_OF_AN_ANIMAL = re.compile(
    r"(?:(?<![是像你当])(?<![是像你当][这那一两几])[这那一两几]?只|(?:我|你|他|她|咱)们?家的?(?:那|这)?[只条头]?|有[一两几]?[条头]|[养喂牵遛](?:了|着|的)?[一两几]?[只条头]?|(?:村|路|门|街|小区|隔壁|楼下)[^，,。！!？?]{0,4}[条头只]|流浪)(?:小|大|老|的)?$"
)
_AS_MEAT = re.compile(
    "^(?:头?肉|汤|油|蹄|皮|血|煲|炖|瘦|膘|场|舍|窝|粮|饲料|疫苗|咬|走丢|拆家|谁要|领养|满月|多大|几个月|(?:就)?(?:是|属于)(?:羊驼|甲鱼|一种|动物)|的(?:品种|毛|窝|肉)|下崽|生了|又?把|(?:会|在)(?:叫|吃|睡|跑))"
)
_HOW_MUCH = re.compile("[累困热冷饿渴忙笑气烦撑急疼痛晒吓冻呛馋辣酸闷堵挤晕]$")
_DEAD = "死"
_RELATIVE = re.compile("^(?:你(?:二|三)?大爷|你老母|你祖宗)$")
_OF_A_RELATIVE = re.compile(
    "^(?:今[天年早晚]|明[天年早]|昨|后天|身体|生日|过[生寿年]|在(?:家|哪|医院|吗)|说|让|叫你|打电话|住|来[了吗的]|去哪|回|几点|多大|什么时候|的(?:手机|药|电话|生日|身体|快递|钱|车|病|血))"
)
_CURSED = re.compile("[去操草日滚艹干我]$")


def is_aimed_elsewhere(text: str, start: int, end: int) -> bool:
    """Tell whether a hard word at [start, end) of `text` is about oneself, a thing, an animal, or a relative of somebody's.

    Only the words right beside it count: 我真是个废物, 这傻逼软件, 我家傻狗, 累死狗了, 你大爷今天过生日.
    """
    piece, before, after = text[start:end], text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    if _RELATIVE.match(piece):
        return bool(_OF_A_RELATIVE.match(after)) and not _CURSED.search(before)
    if piece.startswith(_DEAD) and _HOW_MUCH.search(before):
        return True
    if _ANIMAL.search(piece) and (_OF_AN_ANIMAL.search(before) or _AS_MEAT.match(after)):
        return True
    if _ANYBODY.search(piece) or not _HARD.search(piece):
        return False
    return bool(_ONESELF.search(before) or _OF_A_THING.match(after) or _THING_BEFORE.search(before))
