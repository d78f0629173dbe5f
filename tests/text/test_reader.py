"""The reader: words found through disguise, in one pass, with places and reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.lexicon import Lexicon, stands_alone
from bot.text.reader import Reader
from bot.text.reading import Excused, Hit, Strength, Vocabulary

KNOWN = {
    "女儿": 6700,
    "加热": 300,
    "威信": 521,
    "他妈": 90,
    "贱人": 277,
    "有一": 0,
    "一": 217830,
    "家": 41022,
    "钱": 17871,
    "吗": 21245,
}


def frequency(text: str) -> int:
    """Return how common a word is in the small dictionary of these tests."""
    return KNOWN.get(text, 0)


def hits(
    text: str,
    *words: str,
    allow: tuple[str, ...] = (),
    strength: Strength = Strength.NORMAL,
    spares: bool = False,
) -> tuple[Hit, ...]:
    """Return what one vocabulary finds in `text`."""
    vocabulary = Vocabulary(words=frozenset(words), allow=frozenset(allow), strength=strength, spares=spares)
    return Reader({"it": vocabulary}, frequency=frequency).read(text).hits("it")


def test_a_word_is_found_where_it_stands() -> None:
    """A plain word needs no fold."""
    assert hits("请加微信吧", "加微信") == (Hit(word="加微信", span=(1, 4)),)


def test_a_hit_tells_which_folds_were_needed() -> None:
    """Only the folds inside the hit count."""
    assert hits("ＯＫ，加.微.信", "加微信") == (Hit(word="加微信", span=(3, 8), folds=("分隔",)),)


def test_words_and_text_go_through_the_same_fold() -> None:
    """A word written in traditional characters, or with capitals, is found all the same."""
    assert [hit.word for hit in hits("加vx开发票", "加VX", "開發票")] == ["加VX", "開發票"]


def test_the_longest_of_overlapping_words_wins() -> None:
    """One stretch of text is one hit."""
    assert [hit.word for hit in hits("代开发票联系", "开发", "代开发票", "发票联系")] == ["代开发票"]


def test_allowed_phrases_take_back_what_they_cover() -> None:
    """A hit inside an allowed phrase is none; outside it stays."""
    assert [hit.span for hit in hits("他妈妈说你妈", "他妈", "你妈", allow=("他妈妈",))] == [(4, 6)]


def test_an_allowed_phrase_does_not_take_back_a_longer_word() -> None:
    """Allowing 加微信 does not allow 加微信领红包."""
    assert [hit.word for hit in hits("加微信领红包", "加微信领红包", allow=("加微信",))] == ["加微信领红包"]


@pytest.mark.parametrize(("text", "found"), [("sb东西", 1), ("s b", 0), ("usb 口", 0), ("sb250", 0), ("你sb", 1)])
def test_latin_words_stand_alone(text: str, found: int) -> None:
    """A Latin word is not found inside a longer one."""
    assert len(hits(text, "sb")) == found


@pytest.mark.parametrize(("text", "found"), [("加v8866", 1), ("加v", 1), ("加video", 0)])
def test_a_mixed_word_ends_where_letters_end(text: str, found: int) -> None:
    """After the Latin end of a mixed word a number may follow, a letter may not."""
    assert len(hits(text, "加v")) == found


@pytest.mark.parametrize(
    ("text", "folds"),
    [
        ("家薇信", ("谐音",)),
        ("加wei信", ("拼音",)),
        ("jia wei xin", ("拼音",)),
        ("jiaweixin", ("拼音",)),
        ("力口彳攵信", ("拆字",)),
        ("加.薇.信", ("分隔", "谐音")),
        ("加微信", ()),
    ],
)
def test_strong_hears_the_word(text: str, folds: tuple[str, ...]) -> None:
    """The strong fold finds what sounds like the word or is put together from parts, and says how."""
    assert [(hit.span, hit.folds) for hit in hits(text, "加微信", strength=Strength.STRONG)] == [
        ((0, len(text)), folds)
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("我女儿", "努尔"),
        ("有威信", "微信"),
        ("有一家店", "有意加"),
        ("多少钱吗", "欠骂"),
        ("he can run", "何参"),
        ("jianrenwu", "贱人"),
    ],
)
def test_ordinary_words_mean_themselves(text: str, word: str) -> None:
    """What is an ordinary word, everyday writing, English, or cut out of a Latin word is not heard as another."""
    assert hits(text, word, strength=Strength.STRONG) == ()


def test_a_straddled_sound_is_not_heard() -> None:
    """A word across the edge of a hit shows that the text is cut wrongly there."""
    assert hits("见女儿童", "儿瞳", strength=Strength.STRONG) == ()


def test_four_that_sound_right_are_no_accident() -> None:
    """Everyday characters hide a longer word no better than rare ones."""
    known = {"家": 41022, "为": 50000, "心": 30000, "号": 40000}
    vocabulary = Vocabulary(words=frozenset({"加微信号"}), strength=Strength.STRONG)
    reading = Reader({1: vocabulary}, frequency=lambda text: known.get(text, 0)).read("家为心号")

    assert reading.hits(1) == (Hit(word="加微信号", span=(0, 4), folds=("谐音",)),)


def test_normal_does_not_hear() -> None:
    """Homophones are for `strong` alone."""
    assert hits("家薇信", "加微信") == ()


def test_a_label_goes_with_its_word() -> None:
    """A hit says which list its word is from."""
    vocabulary = Vocabulary(words=frozenset({"加微信"}), labels={"加微信": "广告"})

    assert Reader({1: vocabulary}).read("加微信").hits(1) == (Hit(word="加微信", span=(0, 3), label="广告"),)


def test_vocabularies_do_not_mix() -> None:
    """Each key has its own hits, whatever the strength of the others; a key never registered has none."""
    reader = Reader(
        {
            "weak": Vocabulary(words=frozenset({"加微信"}), strength=Strength.WEAK),
            "normal": Vocabulary(words=frozenset({"加微信"}), allow=frozenset({"把加微信"})),
            "other": Vocabulary(words=frozenset({"加微信"})),
        },
        frequency=frequency,
    )
    reading = reader.read("把加.微信")

    assert [len(reading.hits(key)) for key in ("weak", "normal", "other", "none")] == [0, 0, 1, 0]


def test_a_word_of_nothing_is_refused() -> None:
    """A word that folds to nothing would match nowhere: say so."""
    with pytest.raises(ValueError, match="什么也不剩"):
        Reader({1: Vocabulary(words=frozenset({"\u200b"}))})


def test_a_reading_shows_its_furthest_view() -> None:
    """The trace shows what is left when most is undone."""
    reading = Reader({}).read("加加加 weixin")

    assert reading.text == "加加加 weixin"
    assert reading.folded(Strength.NORMAL).text == "加 weixin"
    assert reading.folded(Strength.OFF).text == "加加加 weixin"


def test_a_lexicon_finds_overlapping_words() -> None:
    """All words are found, single characters too, and a cut-off word is not."""
    lexicon = Lexicon(["加微信", "微信", "信", "信号灯", ""])

    assert list(lexicon.find("加微信号")) == [(0, "加微信"), (1, "微信"), (2, "信")]
    assert len(lexicon) == 4
    assert list(Lexicon([]).find("加微信")) == []


def test_edges_of_han_words_are_free() -> None:
    """Chinese has no blanks between words."""
    assert stands_alone("我加微信吧", 1, 4)


@given(st.text(max_size=40), st.sampled_from(Strength))
def test_any_text_is_read_the_same_twice(text: str, strength: Strength) -> None:
    """Reading is pure, and places are inside the text."""
    reader = Reader({1: Vocabulary(words=frozenset({"加微信", "sb", "你"}), strength=strength)}, frequency=frequency)
    first = reader.read(text).hits(1)

    assert reader.read(text).hits(1) == first
    assert all(0 <= hit.span[0] < hit.span[1] <= len(text) for hit in first)


@given(st.text("加微信ab你妈", min_size=1, max_size=12))
def test_a_lexicon_agrees_with_looking_everywhere(text: str) -> None:
    """The index finds exactly what a search for each word finds."""
    words = {"加", "加微", "微信a", "ab", "你妈你妈", "信"}
    everywhere = [(at, word) for at in range(len(text)) for word in sorted(words, key=len) if text.startswith(word, at)]

    assert list(Lexicon(words).find(text)) == everywhere


@pytest.mark.parametrize(("text", "folds"), [("票发开代", ("倒序",)), ("dkfp", ("缩写",)), ("找我dkfp。", ("缩写",))])
def test_strong_sees_longer_words_twisted(text: str, folds: tuple[str, ...]) -> None:
    """A word of four characters is found backwards, and as the first letters of its syllables."""
    assert [hit.folds for hit in hits(text, "代开发票", strength=Strength.STRONG)] == [folds]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("信微加热了", "加微信"),
        ("信微物流", "微信"),
        ("adkfpx", "代开发票"),
        ("albb", "阿里巴巴"),
        ("hxd", "好兄弟"),
        ("上海海上", "上海海上海"),
    ],
)
def test_shorter_words_are_not_twisted(text: str, word: str) -> None:
    """What a word goes over the edge of is chance, and letters inside a longer Latin word are part of that."""
    assert hits(text, word, strength=Strength.STRONG) == ()


def test_a_palindrome_is_one_word() -> None:
    """A word that reads the same backwards was not turned around."""
    assert [hit.folds for hit in hits("上海海上", "上海海上", strength=Strength.STRONG)] == [()]


def test_a_flood_of_hits_is_settled() -> None:
    """Hits and allowed phrases are told apart by their places; the rest of a page full of them is not looked at."""
    found = hits("傻逼，傻逼猫。" * 1000, "傻逼", allow=("傻逼猫", "逼猫"))

    assert [hit.span for hit in found] == [(at, at + 2) for at in range(0, 70, 7)]


@pytest.mark.parametrize(
    ("text", "folds"),
    [
        ("贷-款", ("分隔",)),
        ("代贝款", ("拆字",)),
        ("dai款", ("拼音",)),
        ("贷宽秒到", ("谐音",)),
        ("贷\u200b款", ("零宽",)),
    ],
)
def test_a_marked_word_counts_in_disguise(text: str, folds: tuple[str, ...]) -> None:
    """Who disguises an ordinary word has a reason; the mark is no part of the word."""
    (hit,) = hits(text, "贷款？", strength=Strength.STRONG)

    assert (hit.word, hit.folds) == ("贷款", folds)


@pytest.mark.parametrize("text", ["贷款利率", "貸款", "代款", "🧧谢谢"])
def test_a_marked_word_is_ordinary_as_it_stands(text: str) -> None:
    """Plain, in traditional characters, in one emoji, or where nothing is odd, a marked word is no hit."""
    known = {"代": 30_000}
    words = Vocabulary(words=frozenset({"贷款?", "红包?"}), strength=Strength.STRONG)
    reader = Reader({1: words}, frequency=lambda piece: known.get(piece, 0))

    assert reader.read(text).hits(1) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [("信微加", "加微信"), ("款贷秒批", "贷款秒批"), ("单刷职兼", "刷单兼职"), ("包红领群进", "进群领红包")],
)
def test_characters_that_changed_places_are_put_back(text: str, word: str) -> None:
    """A word is found backwards, and with pairs of its characters swapped."""
    assert [(hit.word, hit.folds) for hit in hits(text, word, strength=Strength.STRONG)] == [(word, ("倒序",))]


@pytest.mark.parametrize("text", ["岱开花票", "代开发漂"])
def test_longer_words_may_be_misspelled(text: str) -> None:
    """Syllables that half of the country confuses are one in words of four characters."""
    assert [hit.folds for hit in hits(text, "代开发票", strength=Strength.STRONG)] == [("谐音",)]


def test_what_is_only_mentioned_is_no_hit() -> None:
    """A warning against a word does not use it."""
    assert hits("谨防代开发票", "代开发票", spares=True) == ()


def test_a_vocabulary_that_does_not_spare_counts_what_is_mentioned() -> None:
    """Only who asks for it is spared: warned of, defined, in an idiom, the word stands there all the same."""
    assert [hit.word for hit in hits("谨防代开发票", "代开发票")] == ["代开发票"]
    assert [hit.word for hit in hits("VPN软件出售", "VPN")] == ["VPN"]


def test_what_is_only_mentioned_is_told() -> None:
    """A word that was spared is named with its place and why."""
    words = Vocabulary(words=frozenset({"刷单", "裸聊"}), strength=Strength.STRONG, spares=True)
    reading = Reader({"it": words}, frequency=frequency).read("谨防刷单诈骗，《裸聊》")

    assert reading.hits("it") == ()
    assert reading.excused("it") == (
        Excused(word="刷单", span=(2, 4), why="告诫"),
        Excused(word="裸聊", span=(8, 10), why="书名"),
    )
    assert reading.excused("nobody") == ()


def test_who_speaks_of_very_many_words_uses_them() -> None:
    """Only the first warnings of a text are read as such."""
    text = "谨防刷单诈骗。" * 60
    found = hits(text, "刷单", spares=True)

    assert 0 < len(found) < 60


def test_parts_that_could_be_two_characters_are_both() -> None:
    """月凶 is read as 脑 and as 胸."""
    found = [hits(text, "脑残", "胸大无脑", strength=Strength.STRONG) for text in ("月凶残", "月凶大无月囟")]

    assert [[hit.word for hit in one] for one in found] == [["脑残"], ["胸大无脑"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("名额有限", []),
        ("名额有限，加我", ["名额有限"]),
        ("名.额.有.限", ["名额有限"]),
        ("名额有限，先到先得来", ["名额有限"]),
    ],
)
def test_a_weak_word_needs_company(text: str, found: list[str]) -> None:
    """A word with two question marks counts next to an offer, or disguised; alone it is an ordinary word."""
    vocabulary = Vocabulary(words=frozenset({"名额有限？？"}), strength=Strength.STRONG)
    reading = Reader({"ads": vocabulary}, frequency=frequency).read(text)

    assert [hit.word for hit in reading.hits("ads")] == found


def test_two_weak_words_are_company() -> None:
    """Two different ordinary words of a list in one message count."""
    words = frozenset({"点击领取？？", "名额有限？？"})
    reading = Reader({"ads": Vocabulary(words=words, strength=Strength.STRONG)}, frequency=frequency).read(
        "名额有限点击领取"
    )

    assert [hit.word for hit in reading.hits("ads")] == ["名额有限", "点击领取"]


@given(text=st.text("加薇微信v不.代开", max_size=14))
def test_words_of_several_strengths_share_a_pass(text: str) -> None:
    """Each vocabulary finds what it finds alone, whichever is asked first."""
    known = {
        strength: Vocabulary(
            words=frozenset({"加微信", "代开", "微信"}), allow=frozenset({"不加微信"}), strength=strength
        )
        for strength in Strength
    }
    alone = {key: Reader({key: one}, frequency=frequency).read(text).hits(key) for key, one in known.items()}
    together = Reader(known, frequency=frequency)

    for order in (tuple(known), tuple(reversed(known))):
        together.read("")
        reading = together.read(text)
        assert {key: reading.hits(key) for key in order} == alone


def test_what_is_short_is_read_once_though_something_else_is_read_between() -> None:
    """A short text is kept read, with what was found in it; a longer one only until the next."""
    reader = Reader({"it": Vocabulary(words=frozenset({"收到", "会议改到"}))}, frequency=frequency)
    short, long = reader.read("收到"), reader.read("今天的会议改到下午三点了")
    assert reader.read("收到") is short
    assert reader.read("今天的会议改到下午三点了") is not long
    assert [hit.word for hit in reader.read("收到").hits("it")] == ["收到"]
    assert [hit.word for hit in reader.read("今天的会议改到下午三点了").hits("it")] == ["会议改到"]
