"""Quote-replies as the archive writes them: one text, the quoted first.

Not proof of a quote: a member can type the same form by hand.
"""

import re

_WECOM = re.compile(r'(?:这是一条引用/回复消息[：:]|This is a quote/reply:)\s*\n["“][^\n]*?[：:][ \t]*\n?')
_WECOM_END = re.compile(r'["”]\n-{6}-*\n')
_WECHAT = re.compile(r"「[^\n]*?[：:][ \t]*")
_WECHAT_END = re.compile(r"」\n(?:- ){5,}-?[ \t]*\n")


def parted(text: str) -> tuple[str, str]:
    """Return (what is new, what is quoted) of `text`; nothing is quoted in a text of any other form.

    The quotation ends at the first line that can end it, so that as little as possible of the text counts as quoted.
    """
    for begin, end in ((_WECOM, _WECOM_END), (_WECHAT, _WECHAT_END)):
        opened = begin.match(text)
        closed = end.search(text, opened.end()) if opened else None
        if opened and closed:
            return text[closed.end() :], text[opened.end() : closed.start()]
    return text, ""
