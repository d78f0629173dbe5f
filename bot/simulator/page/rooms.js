// Which group is shown, and what can be done to a member of a customer group on a phone.

import { tell } from "./api.js";
import { at, h } from "./dom.js";

const NAMES = ["客户小林", "客户小陈", "客户小何", "客户小郭", "客户小马"];

/** The tabs over the chat. choose(room) is called with the chat id of the room that shall be shown. */
export class Rooms {
  constructor(model, { choose }) {
    this.model = model;
    this.unread = new Map();
    this.choose = choose;
    this.bar = at("rooms");
    this.bar.hidden = model.rooms.size < 2;
    this.bar.addEventListener("keydown", (event) => this.onKey(event));
    this.paint();
  }

  /** Count a message of a room that is not shown. */
  count(room) {
    if (room === this.model.room.id || !this.model.rooms.has(room)) return;
    this.unread.set(room, (this.unread.get(room) ?? 0) + 1);
    this.paint();
  }

  show(room) {
    this.unread.delete(room);
    this.choose(room);
    this.paint();
  }

  paint() {
    const focused = this.bar.contains(document.activeElement);
    this.bar.replaceChildren(...[...this.model.rooms.values()].map((room) => this.tab(room)));
    if (focused) this.bar.querySelector("[aria-selected=true]").focus();
  }

  tab(room) {
    const chosen = room.id === this.model.room.id;
    const count = this.unread.get(room.id);
    const properties = { class: "tab", role: "tab", type: "button", "aria-selected": String(chosen), "aria-controls": "messages" };
    const kind = h("small", {}, room.is_customer ? "客户群" : "内部群");
    const badge = count ? h("span", { class: "badge" }, String(Math.min(count, 99))) : null;
    const on = { click: () => this.show(room.id) };
    return h("button", { ...properties, tabindex: chosen ? "0" : "-1", data: { room: room.id }, on }, room.name, kind, badge);
  }

  onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...this.model.rooms.keys()];
    this.show(all[(all.indexOf(this.model.room.id) + step + all.length) % all.length]);
  }
}

/** What people do on their own phones in a customer group: leave, come in, be taken out by the owner. */
export class Comings {
  constructor(model) {
    this.model = model;
    this.box = at("comings");
  }

  /** Offer what can be done to `userid` in the room that is shown. */
  show(userid) {
    const { room } = this.model;
    this.box.hidden = !room.is_customer;
    if (!room.is_customer) return;
    const member = room.members.get(userid);
    const owner = this.model.nameOf(room.owner);
    const name = this.model.nameOf(userid);
    this.box.replaceChildren(
      ...(member?.removed
        ? [this.button("进群", `${name}再次扫码进群`, () => this.join({ userid, name }))]
        : [
            userid === room.owner ? null : this.button("移出", `${owner}在手机上把${name}移出群`, () => this.leave(userid, room.owner)),
            userid === room.owner ? null : this.button("离开", `${name}自己退群`, () => this.leave(userid, "")),
          ]
      ).filter(Boolean),
      this.button("新客户", "一位新客户扫码进群", () => this.join(this.newcomer())),
      this.problem(),
    );
  }

  problem() {
    this.why = h("span", { class: "problem", role: "alert" });
    return this.why;
  }

  button(text, title, act) {
    const button = h("button", { class: "button small", type: "button", title }, text);
    button.addEventListener("click", async () => {
      try {
        await act();
      } catch (problem) {
        this.why.textContent = problem.message;
      }
    });
    return button;
  }

  join(person) {
    return tell("/sim/join", { room: this.model.room.id, people: [person] });
  }

  leave(userid, by) {
    const room = this.model.room.id;
    return tell("/sim/leave", { room, people: [{ userid }], ...(by ? { removed: true, by } : {}) });
  }

  newcomer() {
    const count = [...this.model.people.keys()].filter((userid) => userid.startsWith("wmGuest")).length;
    const round = Math.floor(count / NAMES.length);
    return { userid: `wmGuest${count + 1}`, name: `${NAMES[count % NAMES.length]}${round ? round + 1 : ""}` };
  }
}
