// The demo page: a group chat on the simulated WeCom, and what the bot thinks of it.

import { ask, follow, tell } from "./api.js";
import { Cases } from "./cases.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Day, Faults } from "./controls.js";
import { at, h, showCount } from "./dom.js";
import { Model } from "./model.js";
import { People } from "./people.js";
import { Phone } from "./phone.js";
import { Comings, Rooms } from "./rooms.js";
import { Sheet, isNarrow } from "./sheet.js";
import { Side } from "./side.js";
import { verdictNodes } from "./verdict.js";

const RETRY = 2000; // ms, chosen
const LINKS = { open: "已连接", lost: "连接断了，正在重连…" };

class Page {
  constructor(state) {
    this.model = new Model(state);
    this.pinned = false; // the visitor chose a message; else the newest is shown
    this.sheet = new Sheet();
    this.chat = new Chat(this.model, { select: (n) => this.select(n), recall: (message) => this.recall(message) });
    this.composer = new Composer({ send: (text) => this.say(this.people.me, text) });
    this.people = new People(this.model, { choose: (userid) => this.speakAs(userid) });
    this.comings = new Comings(this.model);
    this.rooms = new Rooms(this.model, { choose: (room) => this.enter(room) });
    this.phone = new Phone(this.model, {
      send: (userid, text) => this.whisper(userid, text),
      press: (userid, n, key) => tell("/sim/press", { userid, n, key }),
      unread: (count) => showCount("phone-unread", count),
    });
    this.side = new Side();
    this.cases = new Cases(this.model, { changed: (count) => this.countCases(count) });
    this.day = new Day(state.day);
    this.faults = new Faults(state.faults);
    this.dressHead(state);
  }

  /** Start to speak and to listen. */
  open() {
    this.people.fill();
    this.showVerdict();
    follow((kind, data) => this.hear(kind, data), showLink);
  }

  dressHead(state) {
    this.nameRoom();
    at("notify-note").textContent =
      `群里的话来自会话内容存档。真实环境的新消息通知最长约 15 秒一次，这里 ${state.notify_seconds} 秒。`;
    at("phone-button").addEventListener("click", () => {
      this.sheet.open(at("phone"), "手机");
      this.phone.show();
    });
    at("cases-button").addEventListener("click", () => this.showCases());
    at("reset-button").addEventListener("click", () => this.reset());
    at("theme-button").addEventListener("click", turnTheme);
  }

  nameRoom() {
    const { name, members } = this.model.room;
    const count = [...members.values()].filter((member) => !member.removed).length;
    at("room-name").textContent = `${name}（${count}）`;
    document.title = `${name} · 群管演示`;
  }

  /** Show another room: its members, its messages, the verdict on its newest. */
  enter(room) {
    if (room === this.model.room.id) return;
    this.model.room = this.model.rooms.get(room);
    this.pinned = false;
    this.nameRoom();
    this.chat.showRoom();
    this.people.fill();
    this.choose(this.model.saidIn(room).findLast((message) => !this.model.isBot(message))?.n);
  }

  async recall(message) {
    try {
      await tell("/sim/recall", { userid: message.from, n: message.n });
    } catch (problem) {
      this.composer.complain(problem.message);
    }
  }

  /** Show the cases, and one of them unfolded. */
  showCases(number) {
    if (isNarrow()) this.sheet.open(at("cases"), "案件");
    this.side.show("cases");
    if (number !== undefined) this.cases.show(number);
  }

  countCases(count) {
    showCount("cases-open", count);
    showCount("side-open", count);
    this.showVerdictSoon();
  }

  speakAs(userid) {
    this.comings.show(userid);
    this.chat.speakAs(userid);
    this.composer.speakAs(this.model.nameOf(userid), this.people.gone(userid));
  }

  async say(userid, text) {
    this.pinned = false;
    const pending = this.chat.expect(userid, text);
    try {
      const { n } = await tell("/sim/say", { userid, text, room: this.model.room.id });
      this.chat.settle(pending, n);
    } catch (problem) {
      this.chat.fail(pending, problem.message, () => this.say(userid, text));
    }
  }

  async whisper(userid, text) {
    try {
      await tell("/sim/private", { userid, text });
    } catch (problem) {
      this.phone.complain(problem.message);
    }
  }

  async reset() {
    try {
      await tell("/sim/reset");
      location.reload();
    } catch (problem) {
      showLink("lost", problem.message);
    }
  }

  hear(kind, data) {
    const ears = {
      message: () => this.hearMessage(data),
      changed: () => this.hearChange(data),
      trace: () => this.hearTrace(data),
      case: () => this.cases.take(data),
      member: () => this.hearMember(data),
      platform: () => this.hearPlatform(data),
      day: () => this.hearDay(data),
      faults: () => this.faults.show(data),
    };
    ears[kind]();
  }

  hearMessage(data) {
    const message = this.model.hear(data);
    if (message.via === "private") return this.phone.add(message);
    if (message.room !== this.model.room.id) return this.rooms.count(message.room);
    this.chat.add(message);
    if (!this.pinned && !this.model.isBot(message)) this.choose(message.n);
    return undefined;
  }

  hearChange(data) {
    const message = this.model.hear(data);
    if (message.via === "private") return this.phone.change(message);
    if (message.room === this.model.room.id) this.chat.change(message);
    if (message.n === this.chosen) this.showVerdictSoon();
    return undefined;
  }

  hearTrace(row) {
    const n = this.model.judge(row);
    for (const userid of [row.sender, ...row.effects.map(({ effect }) => effect.member)]) this.people.dress(userid);
    if (n === undefined) return;
    this.chat.touch(n);
    if (n === this.chosen) this.showVerdictSoon();
  }

  /** Follow the day into the room it has come to. */
  hearDay(data) {
    this.day.show(data);
    if (data.running && data.room !== this.dayRoom && this.model.rooms.has(data.room)) this.rooms.show(data.room);
    this.dayRoom = data.running ? data.room : undefined;
  }

  hearMember(data) {
    if (this.model.move(data) === undefined || data.room !== this.model.room.id) return;
    this.nameRoom();
    this.people.dress(data.userid);
    if (data.userid === this.people.me) this.speakAs(data.userid);
  }

  hearPlatform(call) {
    if (!call.key) return;
    this.model.answer(call);
    this.showVerdictSoon();
  }

  select(n) {
    this.pinned = n !== Math.max(...this.chat.numbers);
    this.choose(n);
    if (isNarrow()) this.sheet.open(at("verdict"), "机器人的判定");
    this.side.show("verdict");
  }

  choose(n) {
    this.chosen = n;
    this.chat.mark(n);
    this.showVerdictSoon();
  }

  showVerdictSoon() {
    if (this.verdictTimer) return;
    this.verdictTimer = setTimeout(() => {
      this.verdictTimer = undefined;
      this.showVerdict();
    }, 30);
  }

  showVerdict() {
    const verdict = this.model.verdict(this.chosen);
    const empty = [h("h2", {}, "机器人的判定"), h("p", { class: "hint" }, "说一句话，或点一条消息，这里会告诉你机器人看到了什么、为什么、做了什么。")];
    at("verdict").replaceChildren(...(verdict ? verdictNodes(verdict, this.model, (number) => this.showCases(number)) : empty));
  }
}

function showLink(state, words = LINKS[state]) {
  const link = at("link");
  link.dataset.state = state;
  link.textContent = words;
}

function turnTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

async function start() {
  let state;
  try {
    state = await ask("/sim/state");
  } catch (problem) {
    showLink("lost", problem.message);
    setTimeout(start, RETRY);
    return;
  }
  new Page(state).open();
}

start();
