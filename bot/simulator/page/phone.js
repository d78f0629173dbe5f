// The phones of those whom the bot writes to in private: tasks for the owner and helpers, notes to members.

import { cardNode } from "./card.js";
import { at, avatar, clock, h, named } from "./dom.js";
import { mediumNode } from "./medium.js";
import { ROLES } from "./words.js";

const KEPT = 100; // private messages shown per person, chosen

/** Private talks with the bot, one tab a person. send(userid, text) writes to it; press(userid, n, key) taps a card. */
export class Phone {
  constructor(model, { send, press, unread }) {
    this.model = model;
    this.send = send;
    this.press = press;
    this.onUnread = unread;
    this.talks = new Map();
    const responsible = [...model.people.values()].filter((person) => person.role !== "member");
    for (const role of ["owner", "helper", "admin"]) {
      for (const person of responsible.filter((one) => one.role === role)) this.talk(person.userid);
    }
    this.open = this.talks.keys().next().value;
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "谁的手机" });
    this.screen = h("ol", { class: "screen", id: "phone-screen", role: "tabpanel", tabindex: "0", "aria-live": "polite" });
    this.text = h("input", { type: "text", "aria-label": "私信群管", placeholder: "私信群管……", maxlength: "2000", enterkeyhint: "send" });
    const form = h("form", { class: "line", on: { submit: (event) => this.submit(event) } }, this.text, h("button", { class: "button", type: "submit" }, "发"));
    this.problem = h("p", { class: "problem", role: "alert" });
    const title = h("h2", { class: "phone-title" }, "手机");
    at("phone").append(title, this.tabs, this.screen, form, this.problem);
    this.tabs.addEventListener("keydown", (event) => this.onKey(event));
    this.paint();
  }

  talk(userid) {
    const talk = this.talks.get(userid) ?? { messages: [], unread: 0 };
    this.talks.set(userid, talk);
    return talk;
  }

  /** Take in a private message between a person and the bot. */
  add(message) {
    const userid = this.model.isBot(message) ? message.to : message.from;
    const talk = this.talk(userid);
    talk.messages = [...talk.messages, message].slice(-KEPT);
    if (this.open === undefined) this.open = userid;
    if (this.model.isBot(message) && (this.open !== userid || !this.visible())) talk.unread += 1;
    this.paintSoon();
  }

  /** Show a message that was changed since: a card that is greyed, or what was taken back. */
  change(message) {
    const userid = this.model.isBot(message) ? message.to : message.from;
    const talk = this.talk(userid);
    talk.messages = talk.messages.map((one) => (one.n === message.n ? message : one));
    this.paintSoon();
  }

  visible() {
    return at("phone").checkVisibility();
  }

  paintSoon() {
    if (this.painting) return;
    this.painting = true;
    setTimeout(() => {
      this.painting = false;
      this.paint();
    }, 30);
  }

  /** Bring the talk of `userid` to the front and count it as read. */
  show(userid = this.open) {
    this.open = userid;
    if (userid !== undefined) this.talk(userid).unread = 0;
    this.paint();
    this.tabs.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  paint() {
    this.tabs.replaceChildren(...[...this.talks].map(([userid, talk]) => this.tab(userid, talk)));
    this.paintScreen();
    this.onUnread([...this.talks.values()].reduce((sum, talk) => sum + talk.unread, 0));
  }

  /** Keep the lines that are as they were, so that what is being pressed keeps its focus. */
  paintScreen() {
    const messages = this.talks.get(this.open)?.messages ?? [];
    const before = new Map([...this.screen.children].map((line) => [line.message, line]));
    const lines = messages.map((message) => before.get(message) ?? this.line(message));
    if (lines.length === 0) lines.push(h("li", { class: "hint" }, "群管要人来办的事，会出现在这里。"));
    if (lines.length === this.screen.children.length && lines.every((line, i) => line === this.screen.children[i])) return;
    this.screen.replaceChildren(...lines);
    this.screen.scrollTop = this.screen.scrollHeight;
  }

  tab(userid, talk) {
    const chosen = userid === this.open;
    const member = this.model.people.get(userid);
    const role = member && member.role !== "member" ? ROLES[member.role] : "";
    const badge = talk.unread ? h("span", { class: "badge" }, String(talk.unread)) : null;
    const properties = { class: "tab", role: "tab", type: "button", "aria-selected": String(chosen), "aria-controls": "phone-screen" };
    const tab = h("button", { ...properties, tabindex: chosen ? "0" : "-1", data: { userid } }, this.model.nameOf(userid), role ? h("small", {}, role) : null, badge);
    tab.addEventListener("click", () => this.show(userid));
    return tab;
  }

  onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...this.talks.keys()];
    const next = all[(all.indexOf(this.open) + step + all.length) % all.length];
    this.show(next);
    this.tabs.querySelector("[aria-selected=true]").focus();
  }

  /** Say under the field why a private message did not go out. */
  complain(why) {
    this.problem.textContent = why;
  }

  line(message) {
    const bot = this.model.isBot(message);
    const face = avatar(message.from, message.name, bot);
    const said = h("div", { class: "said" }, this.content(message), h("time", {}, clock(message.at)));
    const line = h("li", { class: bot ? "row from-bot" : "row mine" }, face, said);
    line.message = message;
    return line;
  }

  content(message) {
    if (message.is_recalled) return h("p", { class: "hint" }, "这条消息已撤回");
    if (message.card?.card_type) return cardNode(message, (n, key) => this.tap(message.to, n, key));
    const medium = mediumNode(message);
    if (medium) return h("div", { class: "bubble" }, medium);
    return h("p", { class: "bubble" }, named(message.text, (userid) => this.model.nameOf(userid)));
  }

  async tap(userid, n, key) {
    this.complain("");
    try {
      await this.press(userid, n, key);
    } catch (problem) {
      this.complain(problem.message);
      throw problem;
    }
  }

  submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (text === "" || this.open === undefined) return;
    this.text.value = "";
    this.complain("");
    this.send(this.open, text);
  }
}
