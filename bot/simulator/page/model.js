// What the page knows: people, messages, the bot's verdicts, the platform's answers. No DOM here.

export const KEPT = 3000; // messages remembered, chosen
const LIVE = 3000; // ms: an event older than this when it arrives is history and tells no delay, chosen

/** All that happened, by the numbers and ids the simulator gives. */
export class Model {
  constructor(state) {
    this.room = state.room;
    this.bot = state.bot;
    this.notifySeconds = state.notify_seconds;
    this.members = new Map(state.members.map((member) => [member.userid, member]));
    this.messages = new Map(); // n → message
    this.numbers = new Map(); // platform message id → n
    this.rows = new Map(); // platform message id → trace row
    this.seen = new Map(); // platform message id → when its first trace row came, ms
    this.calls = new Map(); // idempotency key → platform event
    this.standing = new Map(); // userid → {total, mutedUntil, removedWhy}
  }

  nameOf(userid) {
    return this.members.get(userid)?.name ?? (userid === this.bot.userid ? this.bot.name : userid);
  }

  isBot(message) {
    return !this.members.has(message.from);
  }

  /** Take in a message; return it with `arrived`, its time here in ms. */
  hear(message) {
    const known = { ...message, at: Number(message.at), arrived: Date.now() };
    this.messages.set(message.n, known);
    for (const id of Object.values(message.ids ?? {})) this.numbers.set(id, message.n);
    if (this.messages.size > KEPT) this.forget();
    return known;
  }

  forget() {
    const [oldest, message] = this.messages.entries().next().value;
    this.messages.delete(oldest);
    for (const id of Object.values(message.ids ?? {})) {
      for (const book of [this.numbers, this.rows, this.seen]) book.delete(id);
    }
  }

  /** Take in one trace row; return the number of its message, undefined if that is not here (yet). */
  judge(row) {
    if (!this.seen.has(row.message)) this.seen.set(row.message, Date.now());
    this.rows.set(row.message, row);
    this.stand(row);
    return this.numbers.get(row.message);
  }

  stand(row) {
    const now = this.standing.get(row.sender) ?? { latest: 0 };
    if (row.id >= now.latest) this.standing.set(row.sender, { ...now, latest: row.id, total: row.total });
    for (const { effect } of row.effects) {
      if (effect.kind === "mute") this.note(effect.member, { mutedUntil: effect.until });
      if (effect.kind === "unmute") this.note(effect.member, { mutedUntil: undefined });
      if (effect.kind === "remove") this.note(effect.member, { removedWhy: effect.why });
    }
  }

  note(userid, change) {
    this.standing.set(userid, { ...(this.standing.get(userid) ?? { latest: 0 }), ...change });
  }

  /** Take in what the platform answered to one call of the bot. */
  answer(call) {
    this.calls.set(call.key, { ...call, at: Number(call.at) });
    if (this.calls.size > KEPT) this.calls.delete(this.calls.keys().next().value);
  }

  /** Return the verdict on message `n`: {message, row, effects, findings}; row is undefined while none has come. */
  verdict(n) {
    const message = this.messages.get(n);
    if (message === undefined) return undefined;
    const rows = ["archive", "aibot", "app"].map((ear) => this.rows.get(message.ids?.[ear])).filter(Boolean);
    const row = rows[0];
    return {
      message,
      row,
      findings: rows.flatMap((one) => one.findings),
      effects: rows.flatMap((one) => one.effects),
      notes: rows.map((one) => one.note).filter(Boolean),
    };
  }

  /** Return ms from message to verdict as seen from here; undefined for history. */
  verdictDelay({ message, row }) {
    if (row === undefined || message.arrived - message.at > LIVE) return undefined;
    return Math.max(this.seen.get(row.message) - message.at, 0);
  }

  /** Return ms from message to the platform's answer to the first effect, by the simulator's clock. */
  answerDelay({ message, effects }) {
    const times = effects.map(({ key }) => this.calls.get(key)?.at).filter((time) => time !== undefined);
    return times.length ? Math.max(Math.min(...times) - message.at, 0) : undefined;
  }
}
