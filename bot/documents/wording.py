"""What is wrong with the grammar of a YAML file, in Chinese."""

from bot.documents.composing import DEPTH, EXPANDED, Fault

Words = tuple[str, str]
"""(cause, mend)."""

_BY_KIND: dict[str, Words] = {
    "tag": ("不支持 YAML 标签 “{detail}”", "请去掉它；若想写这个符号本身，请给整段内容加上引号。"),
    "duplicate key": ("键 “{detail}” 重复了，第 {twin} 行已经写过", "请删掉一个，或合并成一个。"),
    "merge key": ("不支持合并键 “<<”", "请把要合并的内容直接写出来。"),
    "key is no text": ("键必须是文字，“{detail}” 不是", "请给这个键加上引号。"),
    "too deep": (f"嵌套超过 {DEPTH} 层", "请减少嵌套。"),
    "alias bomb": (f"别名（*名字）指向自己，或展开后超过 {EXPANDED} 个值", "请不要使用别名，把内容直接写出来。"),
    "character": ("有不允许的字符 {detail}", "请删掉这个看不见的字符。"),
    "mapping values are not allowed here": (
        "这里不能出现 “: ”",
        "检查本行缩进是否与上一行对齐，或上一行是否少了冒号；若是内容里的冒号，请给整段内容加上引号。",
    ),
    "sequence entries are not allowed here": ("这里不能出现列表项 “- ”", "请换一行写，并比上一行多缩进两个空格。"),
    "but found another document": ("一个文件里只能有一份内容，“---” 之后又开始了一份", "请去掉 “---”。"),
    "found unexpected end of stream": ("引号没有结束，从第 {twin} 行开始", "请补上缺少的引号。"),
    "found duplicate anchor": ("锚点重名", "请不要使用锚点。"),
}
_BY_START: tuple[tuple[str, Words], ...] = (
    (
        "found undefined alias",
        (
            "以 “*” 开头的内容没有加引号，YAML 会把它当成别名",
            "请给整段内容加上引号；若想引用别处，请把内容直接写出来。",
        ),
    ),
    ("found character", ("有 YAML 不认识的开头符号", "请给整段内容加上引号；缩进请用空格。")),
    ("expected ',' or ']'", ("第 {twin} 行开始的 “[” 没有正确结束", "请检查逗号是否是半角，并补上 “]”。")),
    ("expected ',' or '}'", ("第 {twin} 行开始的 “{{” 没有正确结束", "请检查逗号是否是半角，并补上 “}}”。")),
    ("could not find expected ':'", ("这一行缺少冒号", "键和值之间要写成 “: ”。")),
    ("expected the node content", ("这里缺少内容，或上面有括号、引号没有结束", "请补上内容，或补上缺少的括号、引号。")),
    ("expected <block end>", ("缩进或结构不对，与第 {twin} 行开始的内容接不上", "请让同一层的内容左对齐。")),
    ("expected chomping", ("“|”“>” 后面不能直接写内容", "请换一行写，或给整段内容加上引号。")),
    ("expected alphabetic or numeric", ("“&”“*” 在 YAML 里有特殊意思", "请给整段内容加上引号。")),
    ("found unknown escape character", ("双引号里的反斜杠写法不对", "请改用单引号，或把 “\\” 写成 “\\\\”。")),
    ("found incompatible YAML", ("“%YAML” 声明的版本不支持", "请删掉这一行。")),
    ("expected URI", ("以 “!” 开头的内容没有加引号，YAML 会把它当成标签", "请给整段内容加上引号。")),
)


def words_for(fault: Fault) -> Words:
    """Return what to tell an admin about `fault`."""
    found = _BY_KIND.get(fault.kind)
    if found is None:
        found = next((words for start, words in _BY_START if fault.kind.startswith(start)), None)
    cause, mend = found or ("YAML 读不懂这里", "请检查缩进、冒号、引号和括号。")
    known = {"detail": fault.detail, "twin": fault.twin}
    return cause.format_map(known), mend.format_map(known)
