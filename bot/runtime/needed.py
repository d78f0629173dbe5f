"""Whether an effect is still needed when its turn comes: much may have happened while it waited."""

from bot.core.cases import Case
from bot.core.effects import Ask, Effect, Recard, Remove
from bot.core.ports import Store

NO_CARD = "这张卡片没有送达过，不必更新"
CLOSED = "案件已了结，不必再问"
TAKEN_BACK = "处罚已撤销，不再移出"


async def needless(effect: Effect, store: Store) -> str:
    """Return why there is nothing left to send, in Chinese; empty if there is."""
    if isinstance(effect, Recard):
        return "" if effect.code or await code_for(effect, store) else NO_CARD
    if not isinstance(effect, Ask | Remove) or not effect.case:
        return ""
    case = next(iter(await store.cases((effect.case,))), None)
    if case is None:
        return ""
    if isinstance(effect, Ask):
        return "" if case.is_open else CLOSED
    return TAKEN_BACK if _is_taken_back(case, effect) else ""


async def code_for(recard: Recard, store: Store) -> str:
    """Return the leave to change a card that a tap or sending it brought, empty if neither did."""
    if recard.code:
        return recard.code
    answer = await store.answer_to(recard.of) or {}
    return str(answer.get("response_code") or "")


def _is_taken_back(case: Case, remove: Remove) -> bool:
    offences = [offence for offence in case.offences if offence.member == remove.member]
    return bool(offences) and all(offence.is_undone for offence in offences)
