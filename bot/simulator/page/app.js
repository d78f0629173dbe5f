// The demo page: a group chat on the simulated WeCom, and what the bot thinks of it.

import { ask, follow, tell } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Day, Faults } from "./controls.js";
import { at, h } from "./dom.js";
import { Model } from "./model.js";
import { People } from "./people.js";
import { Phone } from "./phone.js";
import { Sheet, isNarrow } from "./sheet.js";
import { verdictNodes } from "./verdict.js";

const RETRY = 2000; // ms, chosen
const LINKS = { open: "已连接", lost: "连接断了，正在重连…" };

class Page {
  constructor(state) {
    this.model = new Model(state);
    this.pinned = false; // the visitor chose a message; else the newest is shown
    this.sheet = new Sheet();
    this.chat = new Chat(this.model, { select: (n) => this.select(n) });
    this.composer = new Composer({ send: (text) => this.say(this.people.me, text) });
    this.people = new People(this.model, { choose: (userid) => this.speakAs(userid) });
    this.phone = new Phone(this.model, { send: (userid, text) => this.whisper(userid, text), unread: showUnread });
    this.day = new Day(state.day);
    this.faults = new Faults(state.faults);
    this.dressHead(state);
  }

  /** Start to speak and to listen. */
  open() {
    this.people.pick(this.model.members.keys().next().value);
    this.showVerdict();
    follow((kind, data) => this.hear(kind, data), showLink);
  }

  dressHead(state) {
    at("room-name").textContent = `${state.room.name}（${state.members.length}）`;
    at("notify-note").textContent =
      `群里的话来自会话内容存档。真实环境的新消息通知最长约 15 秒一次，这里 ${state.notify_seconds} 秒。`;
    document.title = `${state.room.name} · 群管演示`;
    at("phone-button").addEventListener("click", () => {
      this.sheet.open(at("phone"), "群主的手机");
      this.phone.show();
    });
    at("reset-button").addEventListener("click", () => this.reset());
    at("theme-button").addEventListener("click", turnTheme);
  }

  speakAs(userid) {
    this.chat.speakAs(userid);
    this.composer.speakAs(this.model.nameOf(userid), this.people.gone(userid));
  }

  async say(userid, text) {
    this.pinned = false;
    const pending = this.chat.expect(userid, text);
    try {
      const { n } = await tell("/sim/say", { userid, text });
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
      trace: () => this.hearTrace(data),
      member: () => this.hearMember(data),
      platform: () => this.hearPlatform(data),
      day: () => this.day.show(data),
      faults: () => this.faults.show(data),
    };
    ears[kind]();
  }

  hearMessage(data) {
    const message = this.model.hear(data);
    if (message.via === "private") return this.phone.add(message);
    this.chat.add(message);
    if (!this.pinned && !this.model.isBot(message)) this.choose(message.n);
    return undefined;
  }

  hearTrace(row) {
    const n = this.model.judge(row);
    for (const userid of [row.sender, ...row.effects.map(({ effect }) => effect.member)]) this.people.dress(userid);
    if (n === undefined) return;
    this.chat.touch(n);
    if (n === this.chosen) this.showVerdictSoon();
  }

  hearMember({ userid, removed }) {
    const member = this.model.members.get(userid);
    if (member === undefined) return;
    member.removed = removed;
    this.people.dress(userid);
    if (userid === this.people.me) this.speakAs(userid);
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
    at("verdict").replaceChildren(...(verdict ? verdictNodes(verdict, this.model) : empty));
  }
}

function showLink(state, words = LINKS[state]) {
  const link = at("link");
  link.dataset.state = state;
  link.textContent = words;
}

function showUnread(count) {
  at("phone-unread").hidden = count === 0;
  at("phone-unread").textContent = String(count);
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
