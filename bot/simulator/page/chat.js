// The group chat: bubbles in order, each with its verdict; optimistic ones first; bounded in the DOM.

import { bubbleNode } from "./bubble.js";
import { at, h } from "./dom.js";
import { KEPT } from "./model.js";
import { chipOf } from "./verdict.js";

const SHOWN = 200; // bubbles in the DOM while following the newest, chosen
const MORE = 100; // bubbles added by one tap on 更早, chosen
const NEAR = 80; // px from the end that still count as reading the newest, chosen

/** The messages of one room. select(n) asks for the verdict on message n; recall(n) takes an own message back. */
export class Chat {
  constructor(model, { select, recall }) {
    this.model = model;
    this.select = select;
    this.recall = recall;
    this.list = at("messages");
    this.newer = at("newer");
    this.bubbles = new Map(); // n → li
    this.numbers = []; // n of all messages of the group, in order
    this.pending = []; // optimistic ones, oldest first
    this.dirty = new Set();
    this.incoming = [];
    this.unread = 0;
    this.following = true;
    this.me = "";
    this.selected = undefined;
    this.earlier = h("button", { class: "earlier", type: "button", on: { click: () => this.showEarlier() } });
    this.list.addEventListener("scroll", () => this.onScroll(), { passive: true });
    this.newer.addEventListener("click", () => this.toEnd());
  }

  /** Show the room that is shown now, from its messages known so far. */
  showRoom() {
    this.list.replaceChildren();
    this.bubbles.clear();
    this.earlier.remove();
    this.numbers = [];
    this.pending = [];
    this.selected = undefined;
    this.incoming = this.model.saidIn(this.model.room.id);
    this.following = true;
    this.countUnread(-this.unread);
    this.paint();
  }

  /** Show a message that was changed since. */
  change(message) {
    const bubble = this.bubbles.get(message.n);
    const waiting = this.incoming.findIndex((one) => one.n === message.n);
    if (waiting >= 0) this.incoming[waiting] = message;
    else bubble?.replaceWith(this.bubble(message));
  }

  /** Show a message before the platform knows it; return a handle for `settle` and `fail`. */
  expect(userid, text) {
    const pending = { userid, text, n: undefined, li: undefined };
    pending.li = this.bubble({ n: 0, from: userid, name: this.model.nameOf(userid), text, at: Date.now(), via: "member" });
    pending.li.classList.add("pending");
    this.pending.push(pending);
    this.list.append(pending.li);
    this.toEnd();
    return pending;
  }

  settle(pending, n) {
    pending.n = n;
    if (this.model.messages.has(n)) this.drop(pending);
  }

  fail(pending, why, again) {
    pending.li.classList.replace("pending", "failed");
    const retry = h("button", { class: "chip", type: "button" }, h("span", { class: "pill bad" }, "重发"));
    retry.addEventListener("click", () => {
      this.drop(pending);
      again();
    });
    pending.li.querySelector(".under").replaceChildren(h("span", { class: "failed-why" }, `没发出去：${why}`), retry);
  }

  drop(pending) {
    pending.li.remove();
    this.pending = this.pending.filter((other) => other !== pending);
  }

  /** Take in a message of the group; it is painted with the next frame. */
  add(message) {
    this.incoming.push(message);
    this.paintSoon();
  }

  /** Repaint the verdict under message `n` with the next frame. */
  touch(n) {
    this.dirty.add(n);
    this.paintSoon();
  }

  paintSoon() {
    if (this.painting) return;
    this.painting = true;
    // A hidden page gets no frames; it must not pile up work either.
    const later = document.hidden ? (paint) => setTimeout(paint, 200) : requestAnimationFrame;
    later(() => {
      this.painting = false;
      this.paint();
    });
  }

  paint() {
    const fresh = this.incoming.splice(0);
    for (const message of fresh) this.adopt(message);
    const shown = fresh.slice(-SHOWN).map((message) => this.bubble(message));
    const firstPending = this.pending[0]?.li;
    if (shown.length && !this.following && this.unread === 0) shown[0].classList.add("first-unread");
    if (firstPending) firstPending.before(...shown);
    else this.list.append(...shown);
    this.numbers.push(...fresh.map((message) => message.n));
    if (this.numbers.length > KEPT) this.numbers.splice(0, this.numbers.length - KEPT);
    for (const n of this.dirty) this.repaintChip(n);
    this.dirty.clear();
    if (!this.following && fresh.length) this.countUnread(fresh.length);
    if (this.following && fresh.length) this.toEnd();
  }

  /** A message that was shown before it was known takes the place of its optimistic bubble. */
  adopt(message) {
    if (message.via !== "member") return;
    const twin = this.pending.find(
      (one) => one.n === message.n || (one.n === undefined && one.userid === message.from && one.text === message.text),
    );
    if (twin && !twin.li.classList.contains("failed")) this.drop(twin);
  }

  bubble(message) {
    const { model } = this;
    const under = model.isBot(message) || !message.n ? "" : this.chip(message.n);
    const li = bubbleNode(message, { model, under: [under, this.recaller(message)], select: this.select });
    li.classList.toggle("mine", message.from === this.me);
    li.classList.toggle("selected", message.n === this.selected);
    if (message.n) this.bubbles.set(message.n, li);
    return li;
  }

  chip(n) {
    const [text, tone] = chipOf(this.model.verdict(n));
    return h(
      "button",
      { class: "chip", type: "button", title: "看机器人的判定", on: { click: () => this.select(n) } },
      h("span", { class: `pill ${tone}` }, text),
    );
  }

  /** Return the button that takes an own message back; it shows for who speaks now. */
  recaller(message) {
    if (message.via !== "member" || !message.n || message.is_recalled) return null;
    const on = { click: () => this.recall(message) };
    return h("button", { class: "recaller", type: "button", title: "撤回这条消息", on }, "撤回");
  }

  repaintChip(n) {
    const pill = this.bubbles.get(n)?.querySelector(".chip .pill");
    const verdict = this.model.verdict(n);
    if (!pill || !verdict) return;
    const [text, tone] = chipOf(verdict);
    pill.className = `pill ${tone}`;
    pill.textContent = text;
  }

  speakAs(userid) {
    this.me = userid;
    for (const li of this.list.querySelectorAll("li.row")) li.classList.toggle("mine", li.dataset.from === userid);
  }

  mark(n) {
    this.bubbles.get(this.selected)?.classList.remove("selected");
    this.selected = n;
    this.bubbles.get(n)?.classList.add("selected");
  }

  onScroll() {
    const rest = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    this.following = rest < NEAR;
    if (this.following) this.countUnread(-this.unread);
  }

  countUnread(more) {
    this.unread += more;
    this.newer.hidden = this.unread === 0;
    this.newer.textContent = `↓ ${this.unread} 条新消息`;
  }

  toEnd() {
    this.trim();
    this.list.scrollTop = this.list.scrollHeight;
    this.following = true;
    this.countUnread(-this.unread);
  }

  trim() {
    for (const n of this.numbers) {
      if (this.bubbles.size <= SHOWN) break;
      this.bubbles.get(n)?.remove();
      this.bubbles.delete(n);
    }
    this.offerEarlier();
  }

  hiddenBefore() {
    const first = this.list.querySelector("li.row[data-n]")?.dataset.n;
    const index = this.numbers.indexOf(Number(first));
    return Math.max(index, 0);
  }

  offerEarlier() {
    const count = this.hiddenBefore();
    if (count === 0) return this.earlier.remove();
    this.earlier.textContent = `显示更早的消息（还有 ${count} 条）`;
    if (!this.earlier.isConnected) this.list.before(this.earlier);
    return undefined;
  }

  showEarlier() {
    const end = this.hiddenBefore();
    const numbers = this.numbers.slice(Math.max(end - MORE, 0), end);
    const messages = numbers.map((n) => this.model.messages.get(n)).filter(Boolean);
    const before = this.list.scrollHeight;
    this.list.prepend(...messages.map((message) => this.bubble(message)));
    this.list.scrollTop += this.list.scrollHeight - before;
    this.offerEarlier();
  }
}
