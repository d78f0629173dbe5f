"""Topics, festivals, surveys and wares: what is made of what is written."""

from datetime import date, timedelta

from bot.core.playbook import Festival, Form, Inquiry, Playbook, Topic, Ware
from bot.playbook import read_playbook


def made(kind: str, *texts: str) -> Playbook:
    """Return what `texts`, one file each, make without any problem."""
    playbook, problems = read_playbook({kind: {f"{kind}/{n}.yaml": text for n, text in enumerate(texts)}})
    assert problems == ()
    return playbook


def test_a_topic_has_its_times_as_cron() -> None:
    """All files in their order; what may be a list may be a single word."""
    playbook = made(
        "topics",
        "- {id: a, text: 早上好, when: 工作日 9:30, season: 春, festival: 元旦, tags: 问候, until: 2026-12-31, rooms: 'r*'}",
        "- {id: b, text: 晚上好, when: 0 20 * * 0, season: [夏, 秋]}\n- {id: c, text: 你好}\n",
    )

    assert playbook.topics == (
        Topic(
            id="a",
            text="早上好",
            cron="30 9 * * mon-fri",
            seasons=("春",),
            festivals=("元旦",),
            tags=("问候",),
            until=date(2026, 12, 31),
            rooms=("r*",),
        ),
        Topic(id="b", text="晚上好", cron="0 20 * * sun", seasons=("夏", "秋")),
        Topic(id="c", text="你好"),
    )


def test_a_topic_without_an_id_keeps_the_one_it_is_given() -> None:
    """As long as its words stay; two files may not say the same."""
    [one], [other] = (made("topics", f"- text: {text}").topics for text in ("早上好！", "早上好"))
    _, problems = read_playbook({"topics": {"a.yaml": "- text: 早上好", "b.yaml": "- text: 早上好！"}})

    assert one.id == other.id
    assert [problem.cause for problem in problems] == ["话题 “早上好！” 重复了，a.yaml:1 已经用过"]


def test_days_of_festivals_are_written_in_one_way() -> None:
    """However the author wrote them."""
    text = """\
- {name: 妇女节, date: 3-8, text: 快乐}
- {name: 劳动节, date: 5月1日, text: 快乐}
- {name: 闰日, date: 02-29, text: 快乐}
- {name: 除夕, lunar: 12-30, text: "{room}{festival}快乐", before: "放 {days} 天"}
- {name: 冬至, term: 冬至, text: 快乐, rooms: [sales]}
"""
    assert made("festivals", text).festivals == (
        Festival(name="妇女节", date="03-08", text="快乐"),
        Festival(name="劳动节", date="05-01", text="快乐"),
        Festival(name="闰日", date="02-29", text="快乐"),
        Festival(name="除夕", lunar="12-30", text="{room}{festival}快乐", before="放 {days} 天"),
        Festival(name="冬至", term="冬至", text="快乐", rooms=("sales",)),
    )


def test_one_festival_may_be_greeted_otherwise_in_other_rooms() -> None:
    """It is the same name, not the same greeting."""
    text = "- {name: 元旦, date: 01-01, text: 快乐}\n- {name: 元旦, date: 01-01, text: 同乐, rooms: [sales]}\n"

    assert [festival.text for festival in made("festivals", text).festivals] == ["快乐", "同乐"]


def test_a_survey_is_a_file_or_a_list_of_them() -> None:
    """A file of one has the file's name for its id."""
    one = (
        "title: 满意度\nlasts: 12小时\nprivate: false\nanonymous: true\nquestions:\n  - {ask: 满意吗？, type: score}\n"
    )
    two = """\
- id: lunch
  title: 午饭
  questions:
    - {ask: 吃什么？, options: [A. 面, B. 饭]}
    - {ask: 几点？, type: several, options: [11点, 12点], optional: true}
- title: 意见
  rooms: [sales]
  questions: [{ask: 还有什么想说？}]
"""
    forms = made("surveys", one, two).forms
    [opinion] = [form for form in forms.values() if form.title == "意见"]

    assert forms["0"] == Form(
        id="0",
        title="满意度",
        inquiries=(Inquiry(text="满意吗？", kind="score"),),
        anonymous=True,
        private=False,
        lasts=timedelta(hours=12),
    )
    assert forms["lunch"].inquiries == (
        Inquiry(text="吃什么？", kind="choice", options=("面", "饭")),
        Inquiry(text="几点？", kind="several", options=("11点", "12点"), optional=True),
    )
    assert (opinion.inquiries, opinion.rooms, opinion.private) == (
        (Inquiry(text="还有什么想说？", kind="text"),),
        ("sales",),
        True,
    )


def test_a_ware_without_stock_never_ends() -> None:
    """None is not nothing: 0 is sold out."""
    text = "- {id: a, title: 咖啡券, cost: 50}\n- {id: b, title: 马克杯, cost: 200, stock: 0, each: 1, level: 熟客, about: 前台领}\n"

    assert made("wares", text).wares == (
        Ware(id="a", title="咖啡券", cost=50),
        Ware(id="b", title="马克杯", cost=200, stock=0, each=1, level="熟客", about="前台领"),
    )
