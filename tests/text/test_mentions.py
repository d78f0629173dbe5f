"""Mentions: a word that is only spoken of is not used."""

import pytest

from bot.text.mentions import excuse, is_mentioned


def mentioned(text: str) -> bool:
    """Tell whether what stands in [brackets] of `text` is mentioned."""
    start, end = text.index("["), text.index("]") - 1
    return is_mentioned(text.replace("[", "").replace("]", ""), start, end)


@pytest.mark.parametrize(
    "text",
    [
        "提醒:谨防[刷单]诈骗",
        "不要相信[兼职刷单]",
        "[代开发票]是违法的",
        "[刷单]都是骗局",
        "有人在群里发[裸聊]广告",
        "那些[代开发票]的广告太多",
        "看过《无耻[混蛋]》吗",
        "[sb] 是锑的元素符号",
        "[tmd] 是时分双工",
        "[cnm] 项目号",
        "[nc] 数控机床",
        "[wx] 是 wxwidgets",
        "[nmsl]是什么意思",
        "windows [nt] 出错",
        "请家长教育孩子远离网络赌博和[裸聊]",
        "[sb]. 和 sth. 是缩写",
        "[nc] -l 8080",
        "严禁学生参与[网络赌博]",
        "请问怎么屏蔽“[加我领]福利”这种消息",
        "别在群里骂人,什么[脑残]不脑残的",
        "“[你全家都是]”是个老梗",
        "[代开发票],都是骗子",
        "[刷单返现],这不是骗人吗",
        "警方提示:近期多发,手法是[刷单返现]",
        "收到[代开发票]的短信怎么举报",
        "[贱人]就是矫情,华妃的台词",
        "[白痴]是陀思妥耶夫斯基写的",
    ],
)
def test_talk_about_a_word_is_a_mention(text: str) -> None:
    """Warnings, reports, titles and definitions use no word."""
    assert mentioned(text)


@pytest.mark.parametrize(
    "text",
    [
        "[代开发票],谨防假冒",
        "严禁同行,[代开发票]找我",
        "你[sb]吧",
        "[sb]是你",
        "[nmsl]!",
        "[傻逼]是不是",
        "[刷单]返现",
        "ni ge [sb] dong",
        "《公告》[刷单]日结",
        "警方提示不要被骗,正规[贷款秒批],加v kk8820",
        "有人靠[副业]日入过千,想做的加v",
        "被骗过的来,[免费荐股]",
        "你这个骗子,[傻逼]",
        "[代开发票],不是骗子",
        "[约炮],不是骗局",
        "[四件套高价收],举报必究",
        "[送彩金],举报有奖",
        "[代开发票]收到短信的朋友看过来",
        "[代开发票],绝非骗局",
        "[刷单返现],无套路",
        "[刷单日结],不违法",
        "[贷款秒批],警惕假冒",
        "[代开发票],有人在线",
        "[代开发票],群里全是同行",
        "[刷单返现],上当受骗的来",
        "[彩金]注册就送,已通过公安备案",
        "提醒各位:[代开发票]点数低",
    ],
)
def test_use_is_no_mention(text: str) -> None:
    """A warning elsewhere in an advert saves nothing, nor does an insult that goes on."""
    assert not mentioned(text)


@pytest.mark.parametrize(
    ("text", "word", "why"),
    [
        ("看过《裸聊》吗", "裸聊", "书名"),
        ("sb 是锑的元素符号", "sb", "释义"),
        ("谨防刷单诈骗", "刷单", "告诫"),
        ("昨天他加微信没通过", "加微信", "转述"),
        ("我真是个废物", "废物", "不针对人"),
        ("什么脑残不脑残的", "脑残", "引用"),
        ("刷单返现", "刷单", ""),
    ],
)
def test_an_excuse_has_a_name(text: str, word: str, why: str) -> None:
    """Explanations say why a word does not count; what is used has no excuse."""
    start = text.index(word)

    assert excuse(text, start, start + len(word)) == why
