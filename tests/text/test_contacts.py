"""Contacts: found in disguise, not seen where there are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.contacts import _RECOGNISERS, Kind, contacts, likely
from bot.text.folding import views
from bot.text.numbers import in_digits
from bot.text.reading import Strength


def kinds(text: str) -> set[Kind]:
    """Return the kinds of contact in any view of `text`."""
    return {kind for view in views(text, Strength.NORMAL) for kind in Kind if any(contacts(view.text, kind))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("微信号：lucky_888", Kind.WECHAT),
        ("ⓥⓧ ⓐⓑⓒ①②③", Kind.WECHAT),
        ("➕卫星 huan0312", Kind.WECHAT),
        ("咖V：lolo9981", Kind.WECHAT),
        ("加我微信聊", Kind.WECHAT),
        ("威信同手机号", Kind.WECHAT),
        ("加~我~v~领", Kind.WECHAT),
        ("v 信 1 3 5 2 4 6 8 0", Kind.WECHAT),
        ("+我，不踩坑", Kind.WECHAT),
        ("jia我，教你", Kind.WECHAT),
        ("j w x abc8866", Kind.WECHAT),
        ("wxh 在简介", Kind.WECHAT),
        ("8866abc v加", Kind.WECHAT),
        ("有现货，需要的加我", Kind.WECHAT),
        ("微信号是幺八六后面接四个八", Kind.WECHAT),
        ("➕❤️聊", Kind.WECHAT),
        ("佳微信领教程", Kind.WECHAT),
        ("QQ：123456789", Kind.QQ),
        ("加Q：捌捌陆陆伍伍贰", Kind.QQ),
        ("交流群 812345678", Kind.QQ),
        ("企鹅号 八八六六五五二", Kind.QQ),
        ("打 138-0013-8000", Kind.PHONE),
        ("一三八零零一三八零零零", Kind.PHONE),
        ("+86 13800138000", Kind.PHONE),
        ("abc@qq.com", Kind.EMAIL),
        ("abc 艾特 qq 点 com", Kind.EMAIL),
        ("https://a.example.com/x", Kind.LINK),
        ("xiazai。top 看全集", Kind.LINK),
        ("qm。qq。com/q/abcd", Kind.LINK),
        ("复制￥AbC123xyz￥打开", Kind.LINK),
        ("输入 八八六六 点 康姆", Kind.LINK),
        ("码又被删了，私我补", Kind.QR),
        ("看头像上的号加", Kind.QR),
        ("名片推给你们，加一下", Kind.QR),
        ("截图后微信扫一扫", Kind.QR),
        ("扫码进群领红包", Kind.QR),
        ("长按识别", Kind.QR),
    ],
)
def test_a_contact_is_found(text: str, kind: Kind) -> None:
    """Each kind is found, plain and in disguise."""
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "微信8.0.30更新了",
        "微信 iOS16 不能用",
        "V5，太强了",
        "打 V2.0 补丁",
        "订单 13800138000 到了",
        "$138,001,380.00",
        "QQ 群满 2000 人了",
        "本群 500 人",
        "2025-08-17 10:30",
        "一三五上课二四六休息",
        "增加威信",
        "佳薇说她不来了",
        "十分感谢",
        "加班到十点",
        "3.5 折，49.9 元",
        "node.js 和 vue.js",
        "t.cn 打不开",
        "二维码扫不出来，再发一遍",
        "扫码点餐那家不错",
        "身份证号 11010519491231002X",
        "工号微信12345678",
        "订单号：QQ 123456789",
        "群 123456",
        "跟1615726686一样",
        "大家微信群里说",
        "厂家微信有吗",
        "＋1 同意",
        "＋我一个",
        "我加我老婆",
        "JV 公司",
        "头像换了差点没认出来",
        "截图发我看看",
        "康姆是个人名",
    ],
)
def test_innocent_chat_holds_none(text: str) -> None:
    """Prices, versions, dates, orders and talk about WeChat are no contacts."""
    assert kinds(text) == set()


@given(st.text(max_size=60) | st.text("加vx微信qQ扣:1三八❤.点com康姆/@ 码图号像", max_size=20), st.sampled_from(Kind))
def test_one_search_tells_what_is_worth_searching(text: str, kind: Kind) -> None:
    """What a recogniser finds is never passed over by the guard."""
    assert kind in likely(text) or not any(_RECOGNISERS[kind](text))


@given(st.text(max_size=80) | st.text("加vx微信qQ扣:：1３八❤.点com/@ ", max_size=40), st.sampled_from(Kind))
def test_any_text_is_searched(text: str, kind: Kind) -> None:
    """No text breaks a recogniser, and what it finds is inside the text."""
    for found in contacts(text, kind):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "text", ["1-" * 3000, "a." * 3000, "加" * 6000, "h t t p" * 1000, "v " * 3000, "微信号" * 2000]
)
def test_long_texts_are_searched_quickly(text: str) -> None:
    """No recogniser backtracks without end: six thousand characters are done before the test times out."""
    assert kinds(text) <= set(Kind)


@pytest.mark.parametrize(("text", "digits"), [("一三八零零", "13800"), ("洞拐勾两幺", "07921"), ("一样三个", "_样_个")])
def test_numerals_are_digits_unless_they_count(text: str, digits: str) -> None:
    """A numeral before a measure word counts something; any other is a digit, at the same place."""
    assert in_digits(text) == digits
