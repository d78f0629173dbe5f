"""Whether something looks like the name of a person, whoever it may be: 李总, 小王, 阿强, 豆豆妈, 王强."""

import re

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻潘葛范彭鲁韦马苗花方俞任袁柳鲍史唐费薛雷贺倪汤滕"
    "殷罗毕郝邬安常乐于傅皮卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄贝戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路江童颜郭梅林钟徐邱骆"
    "高夏蔡田樊胡凌霍虞万柯卢莫房解应宗丁宣邓洪包左石崔吉龚程邢裴陆翁荀甄封段焦谷车侯全班秋仲宫宁栾甘刘叶白蒲赖卓池乔闻党谭"
    "申冉牛尚温庄晏柴瞿阎慕连习艾鱼容向古易廖终居衡步耿满匡文寇广欧利师巩聂关肖曾"
)
_SURE = "王李张刘陈赵吴周徐孙朱郭郑梁谢宋韩冯邓曹彭肖蒋蔡吕魏姚卢姜崔谭汪廖贾邹孟邱尹薛闫侯陶贺郝龚邵秦潘袁董沈杨"
"""Surnames that seldom begin another word."""
_WORDS = (
    "王[八牌者法]|孙子|张[口嘴贴扬罗狂望]|陈[述旧列词]|杨[梅桃]|谢谢|刘海|徐徐|吴侬|周[一二三四五六日末边围期年岁刊报]|孟婆|陶[瓷醉]|贺[喜卡礼]|秦皇|宋体|蔡瓜"
    "|姜[汤饭糖]|沈默|车队|全队|班主任|郑重|董事|赵括|潘多拉|孙悟空|李鬼|汪汪"
)
_TITLES = (
    "总|姐|哥|老师|经理|师傅|阿姨|叔叔?|工|董|主任|医生|队长?|老板|先生|女士|太太|爷爷?|奶奶|局|处|科|校长|教授|律师|同学|护士|婶|伯|嫂|大爷|大妈|会计"
    "|主管|总监|店长|房东|姑娘|妹"
)
_SHAPED = re.compile(
    rf"(?!{_WORDS})(?:[{''.join(sorted(_SURNAMES))}](?:{_TITLES})|[老小大阿][{_SURE}]|阿[^姨里拉弥门]|[{_SURE}][\u3400-\u9fff]{{1,2}}"
    r"|(?![他她你妳尼我])[\u3400-\u9fff]{1,3}(?:妈妈?|爸爸?|奶奶|爷爷))"
)


def is_surnamed(said: str) -> bool:
    """Tell whether `said` looks like the name of a person: a surname and one or two characters."""
    return len(said) in {2, 3} and said[0] in _SURNAMES


def is_name(said: str) -> bool:
    """Tell whether `said` can hardly be anything but somebody's name: 李总, 小王, 王强; not 孙子."""
    return _SHAPED.fullmatch(said) is not None
