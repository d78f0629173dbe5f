"""What becomes of a topic does not hang on the order in which replies arrive, nor on restarts."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.play.topic.topics import Record, record_of
from tests.activities.test_topic import LONG, LONGER, ring, stage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

SAYINGS = st.lists(
    st.tuples(st.sampled_from(("zhang", "li", "wu", "zhao")), st.sampled_from((LONG, LONGER, "好", "同意")), st.integers(0, 170),
              st.sampled_from(("", LONG, LONGER))),
    max_size=12,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(SAYINGS, st.randoms(use_true_random=False), st.booleans())
def test_replies_count_the_same_in_whatever_order_they_arrive_and_whenever_the_bot_restarts(
    said, random, restarts
) -> None:
    """Counts, people and the best reply are those of the order in which things were said."""

    def played(order: list[int], *, breaks: bool) -> tuple[list[str], Record]:
        room = stage()
        ring(room)
        begin = room.venue.now
        for place in order:
            member, text, minutes, quoted = said[place]
            if breaks:
                room.restart()
            room.count = place
            room.say(member, text, at=begin + minutes * MINUTE, quoted=quoted)
        room.forward(4 * HOUR)
        return room.texts, record_of("breakfast", room.venue.state)

    order = list(range(len(said)))
    serial = played(order, breaks=False)
    random.shuffle(order)

    assert played(order, breaks=restarts) == serial
