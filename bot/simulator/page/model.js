// What the page knows: rooms, people, messages, the bot's verdicts and cases, the platform's answers. No DOM here.

export const KEPT = 3000; // messages remembered, chosen
const LIVE = 3000; // ms: an event older than this when it arrives is history and tells no delay, chosen

/** All that happened, by the numbers and ids the simulator gives. */
export class Model {
  constructor(state) {
    this.bot = state.bot;
    this.notifySeconds = state.notify_seconds;
    this.people = new Map(state.people.map((person) => [person.userid, person]));
    this.rooms = new Map(state.rooms.map((room) => [room.id, { ...room, members: byId(room.members) }]));
    this.room = this.rooms.get(state.room.id);
    this.messages = new Map(); // n → message
    this.numbers = new Map(); // platform message id → n
    this.rows = new Map(); // platform message id → trace row
    this.seen = new Map(); // platform message id → when its first trace row came, ms
    this.calls = new Map(); // idempotency key → platform event
    this.standing = new Map(); // chat id and userid → {total, mutedUntil, removedWhy}
    this.chats = new Map(); // the bot's id of a room → chat id
    this.cases = new Map(); // number → row of the console
  }

  /** Members of the room that is shown. */
  get members() {
    return this.room.members;
  }

  nameOf(userid) {
    if (userid === this.bot.userid) return this.bot.name;
    return this.people.get(userid)?.name ?? userid;
  }

  isBot(message) {
    return message.from === this.bot.userid;
  }

  /** Take in who came or went; return the member as they stand now, undefined for a room that is not here. */
  move({ userid, name, removed, room }) {
    const members = this.rooms.get(room)?.members;
    if (members === undefined) return undefined;
    const person = this.people.get(userid) ?? { userid, name: name ?? userid, role: "member", has_app: !/^w[mo]/u.test(userid) };
    this.people.set(userid, person);
    members.set(userid, { ...person, removed });
    return members.get(userid);
  }

  /** Take in a message; return it with `arrived`, its time here in ms. */
  hear(message) {
    const arrived = this.messages.get(message.n)?.arrived ?? Date.now();
    const known = { ...message, at: Number(message.at), arrived };
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

  /** Return the messages of a room, oldest first. */
  saidIn(room) {
    return [...this.messages.values()].filter((message) => message.room === room);
  }

  /** Take in one trace row; return the number of its message, undefined if that is not here (yet). */
  judge(row) {
    if (!this.seen.has(row.message)) this.seen.set(row.message, Date.now());
    this.rows.set(row.message, row);
    const n = this.numbers.get(row.message);
    const chat = this.messages.get(n)?.room;
    if (this.rooms.has(chat)) this.chats.set(row.room, chat);
    this.stand(row);
    return n;
  }

  stand(row) {
    const now = this.standingOf(row.sender, row.room);
    if (row.id >= now.latest) this.note(row.sender, row.room, { latest: row.id, total: row.total });
    for (const { effect } of row.effects) {
      if (effect.kind === "mute") this.note(effect.member, effect.room, { mutedUntil: effect.until });
      if (effect.kind === "unmute") this.note(effect.member, effect.room, { mutedUntil: undefined });
      if (effect.kind === "remove") this.note(effect.member, effect.room, { removedWhy: effect.why });
    }
  }

  /** Return what is known of `userid` in a room, by the bot's id of it or by its chat id. */
  standingOf(userid, room = this.room.id) {
    return this.standing.get(`${this.chats.get(room) ?? room} ${userid}`) ?? { latest: 0 };
  }

  note(userid, room, change) {
    this.standing.set(`${this.chats.get(room) ?? room} ${userid}`, { ...this.standingOf(userid, room), ...change });
  }

  /** Take in what the platform answered to one call of the bot. */
  answer(call) {
    this.calls.set(call.key, { ...call, at: Number(call.at) });
    if (this.calls.size > KEPT) this.calls.delete(this.calls.keys().next().value);
  }

  /** Return the verdict on message `n`: {message, row, effects, findings, cases}; row is undefined while none has come. */
  verdict(n) {
    const message = this.messages.get(n);
    if (message === undefined) return undefined;
    const rows = ["archive", "aibot", "app"].map((ear) => this.rows.get(message.ids?.[ear])).filter(Boolean);
    const row = rows[0];
    const effects = rows.flatMap((one) => one.effects);
    const numbers = [...rows.map((one) => one.case), ...effects.map((one) => one.effect.case)];
    return {
      message,
      row,
      findings: rows.flatMap((one) => one.findings),
      effects,
      notes: rows.map((one) => one.note).filter(Boolean),
      cases: [...new Set(numbers.filter(Boolean))],
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

function byId(members) {
  return new Map(members.map((member) => [member.userid, member]));
}
