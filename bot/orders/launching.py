"""Beginning something by its noun: 来个抽奖, 发起投票, 我想搞一场分享会, 抽奖开始."""

import re
from collections.abc import Iterator, Sequence

from bot.orders import Grammar
from bot.orders.pieces import Line, Pieces, begun_by
from bot.orders.plain import skip
from bot.orders.words import noun_at, word_at

_BEGINS = re.compile(
    r"(?:(?:给大家|帮大家|咱们?|我们?)?(?:想要?|要|来)?(?:再|也)?(?:来|搞|发起|发布|发|开始|开启|开|办|弄|整|做|组织|举办|举行|新建|创建|安排)"
    r"(?:一?(?:[个次轮场份]|下))?(?:新的?)?)\s?"
)
_SOFTLY = re.compile(r"[吧呗哈嘛]+(?=$|[ ,.;:!。])|(?:开始|走起)(?=$|[ ,.;:!。])")


def launched(line: Line, at: int, grammars: Sequence[Grammar]) -> Iterator[Pieces]:
    """Yield what begins at `at` with the noun of something that can be begun; not what begins with a command word."""
    verb = _BEGINS.match(line.plain, at)
    start = verb.end() if verb else at
    noun = noun_at(line.plain, start, line.words)
    if noun is None:
        return
    softly = _SOFTLY.match(line.plain, start + noun.length)
    if softly is None and word_at(line.plain, at, line.words) is not None:
        return
    found = begun_by(noun, start, grammars)
    found.is_begun = True
    if softly is not None:
        found.at = found.word_end = skip(line.plain, softly.end())
    yield found
