"""抽奖: members enter, the list is frozen and its hash published, a public value decides, anybody can do it again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar, final

from bot.activities import Activity
from bot.core.effects import Reply, Say, Tell
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.play.lottery.closing import catching_up, frozen, salt_added, salt_in, value_brought, waited
from bot.play.lottery.entering import bought, entered, is_query, news, queried, refunds
from bot.play.lottery.lapsing import ends_told
from bot.play.lottery.terms import Raffle, Stage, body_of
from bot.play.lottery.winning import clock
from bot.play.turn import NOTHING, Firing, Timer, Turn, ended
from bot.play.venue import Heard, Venue

CANCELLED = Text("lottery.cancelled", "抽奖“{title}”（编号 {number}）已取消，不开奖了。{back}")
BACK = Text("lottery.back", "花在加签上的积分已全部退回。")
FINAL = Text(
    "lottery.final",
    "“{title}”已经开奖，结果收不回来。中奖的人不该得的，可以重抽：发“重抽 {number} 名字 原因”，奖品给同一顺序的下一位。",
)
CLOSED = Text(
    "lottery.already_closed", "“{title}”的名单已经封存并公布，收不回来。不想开了可以发“抽奖 取消 {number}”，积分会退。"
)
ENTERING = Text("lottery.status_entering", "抽奖“{title}”：{count} 人报名，{closes} 截止，口令“{word}”。")
WAITING = Text("lottery.status_waiting", "抽奖“{title}”：名单已封存，{count} 人，等{awaited}。")
OVER = Text("lottery.status_over", "抽奖“{title}”已经结束。")
SALTS = "大家加盐"
ENDS = Timer(
    id="vouchers",
    cron="5 10,18 * * *",
    title="奖品领取：提醒快到期的，公布过期的",
    grace=timedelta(hours=2),
    missed="last",
)
VALUE_SEEN = Text("lottery.value_seen", "收到“{title}”（编号 {number}）的公开值。请群主核对后发：开奖 {number} {value}")


@final
class Lottery(Activity):
    """A draw that neither owner nor bot nor the last entrant can steer."""

    title: ClassVar[str] = "抽奖"
    body: ClassVar[type | None] = Raffle
    hears_first: ClassVar[bool] = True

    def concerns(self, play: Play, heard: Heard, venue: Venue) -> bool:
        """Tell whether it enters somebody for the first time, buys, salts or asks for one's number."""
        body = body_of(play)
        if body.stage is Stage.FROZEN and body.terms.source == "salts":
            return heard.by not in body.salts and bool(salt_in(heard.text))
        if body.stage is Stage.FROZEN:
            return bool(value_brought(heard, body))
        buys = bought(heard.text, body)
        return buys is not None and (heard.by not in body.entries or buys > 0) and heard.by not in body.refusals

    def hear(self, play: Play, heard: Heard, venue: Venue) -> Turn | None:
        """Enter somebody, take their salt, tell them their number."""
        if heard.is_muted:
            return None
        body = body_of(play)
        if is_query(heard.text):
            return queried(play, heard, venue)
        if body.stage is Stage.FROZEN:
            return self._waiting(play, heard, venue)
        buys = bought(heard.text, body)
        return None if buys is None else entered(play, heard, venue, buys=buys)

    def _waiting(self, play: Play, heard: Heard, venue: Venue) -> Turn | None:
        """Take a salt, or pass on the public value to who may draw with it."""
        body = body_of(play)
        if body.terms.source == "salts":
            salt = salt_in(heard.text)
            return salt_added(play, heard, salt, venue) if salt else None
        value = value_brought(heard, body)
        if not value:
            return None
        body = replace(body, seen=(*body.seen, f"{heard.by} {value}"))
        text = venue.texts.say(VALUE_SEEN, title=play.title, number=play.number, value=value)
        said = Tell if heard.is_private else Reply
        return Turn(plays=(replace(play, body=body),), planned=(said(room=venue.room.id, to=heard.by, text=text),))

    def tick(self, play: Play, venue: Venue) -> Turn:
        """Tell the news, close the list, draw."""
        body = body_of(play)
        if body.stage is Stage.FROZEN:
            return catching_up(play, venue) or waited(play, venue)
        if venue.now >= body.closes_until:
            return catching_up(play, venue) or frozen(play, venue)
        if body.announce_at is not None and venue.now >= body.announce_at:
            return news(play, venue, closes=clock(body.closes_at, venue))
        return Turn(plays=(replace(play, due_at=body.due_at),))

    def timers(self, venue: Venue) -> Iterable[Timer]:
        """Yield when vouchers are looked through: twice a day, never at night."""
        del venue
        yield ENDS

    def ring(self, firing: Firing, venue: Venue) -> Turn:
        """Remind of vouchers, tell which are over."""
        return ends_told(venue) if firing.timer == ENDS.id else NOTHING

    def status(self, play: Play, venue: Venue) -> str:
        """Return how many entered and what it waits for."""
        body = body_of(play)
        told = {"title": play.title, "count": len(body.entries)}
        if play.is_over:
            return venue.texts.say(OVER, title=play.title)
        if body.stage is Stage.ENTERING:
            return venue.texts.say(ENTERING, **told, closes=clock(body.closes_at, venue), word=body.word)
        awaited = SALTS if body.terms.source == "salts" else body.terms.named
        return venue.texts.say(WAITING, **told, awaited=awaited)

    def cancel(self, play: Play, venue: Venue) -> Turn:
        """Call it off before the draw: what was spent is given back."""
        if body_of(play).stage is Stage.DRAWN:
            return Turn(refused=venue.texts.say(FINAL, title=play.title, number=play.number))
        back = refunds(play, None, venue, action=venue.number)
        told = {"title": play.title, "number": play.number, "back": venue.texts.say(BACK) if back else ""}
        said = Say(room=venue.room.id, text=venue.texts.say(CANCELLED, **told))
        return Turn(plays=(ended(play, venue.now, Phase.CANCELLED),), postings=back, planned=(said,))

    def revert(self, before: Play | None, after: Play, play: Play, venue: Venue) -> Turn:
        """Take back an order: never a draw, and not the closing of a list that was published."""
        body = body_of(play)
        if body.stage is Stage.DRAWN:
            return Turn(refused=venue.texts.say(FINAL, title=play.title, number=play.number))
        if before is not None and body.stage is not body_of(before).stage:
            return Turn(refused=venue.texts.say(CLOSED, title=play.title, number=play.number))
        if before is None or play.is_over:
            return super().revert(before, after, play, venue)
        if before.is_over:
            return self.cancel(play, venue)
        old = body_of(before)
        if body.stage is Stage.FROZEN:
            due_at = max(before.due_at or venue.now, venue.now)
            return Turn(plays=(replace(play, body=replace(body, value=old.value), due_at=due_at),))
        body = replace(body, closes_at=max(old.closes_at, venue.now))
        return Turn(plays=(replace(play, body=body, due_at=body.due_at),))
