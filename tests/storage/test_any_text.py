"""Whatever people send, every store takes it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.model import Earlier
from bot.core.ports import Store
from bot.core.records import Outcome
from tests.storage.samples import delivery, judged, span, standing
from tests.values import ROOM, T0, message

HOSTILE = st.text(st.characters(exclude_categories=[]), max_size=30) | st.sampled_from(
    ["\0", "\ud83d", "a\0b\udc00", "'"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE, key=HOSTILE)
async def test_any_text_is_kept(store: Store, text: str, key: str) -> None:
    """Any text in any field is taken; it comes back unchanged but for what no database takes."""
    clean = text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    fresh = await store.receive([delivery(key, body=text, channel=f"c{hash((text, key))}")])
    assert [p.delivery.body for p in fresh] in ([], [clean])
    if not fresh:
        return
    heard = message(text, id=key, sender=text, quoted=text, kind=key)
    outcome = Outcome(inbox=fresh[0].id, judged=judged(heard, note=text), standings=((ROOM.id, text, standing()),))

    await store.record([outcome])

    (entry,) = await store.trace(limit=1)
    assert (entry["text"], entry["sender"], entry["note"]) == (clean, clean, clean)
    history = await store.history(ROOM.id, **span(memory=1))
    assert history.standings[clean] == standing()
    assert history.recent[clean] == (Earlier(sent_at=T0, text=clean, id=fresh[0].id),)
