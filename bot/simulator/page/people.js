// Who the visitor speaks as: a native radio group, so that arrow keys and screen readers work by themselves.

import { at, avatar, h } from "./dom.js";
import { ROLES, points, until } from "./words.js";

/** The member picker. choose(userid) is called when the speaker changes. */
export class People {
  constructor(model, { choose }) {
    this.model = model;
    this.choose = choose;
    this.group = at("members");
    this.line = at("speaker");
    this.options = new Map();
    this.group.addEventListener("change", (event) => this.pick(event.target.value));
  }

  /** Show the members of the room that is shown now, and speak as one of them. */
  fill() {
    this.options.clear();
    this.group.replaceChildren(...[...this.model.members.values()].map((member) => this.option(member)));
    const stays = this.model.members.has(this.me) ? this.me : this.model.members.keys().next().value;
    this.pick(stays);
  }

  option(member) {
    const input = h("input", { type: "radio", name: "speaker", value: member.userid });
    const kind = member.has_app ? member.role : "customer";
    const role = kind === "member" ? "" : h("span", { class: `role ${kind}` }, ROLES[kind] ?? kind);
    const face = h("span", { class: "face" }, avatar(member.userid, member.name, false), role);
    const name = h("span", { class: "name" }, member.name);
    const state = h("span", { class: "state" });
    const label = h("label", { class: "member" }, input, face, name, state);
    this.options.set(member.userid, { label, input, state });
    this.dress(member.userid);
    return label;
  }

  /** Return why `userid` cannot speak; empty if they can. */
  gone(userid) {
    if (!this.model.members.get(userid)?.removed) return "";
    const why = this.model.standingOf(userid).removedWhy;
    return why ? `已被移出群：${why}` : "已不在群里";
  }

  muted(userid) {
    const end = this.model.standingOf(userid).mutedUntil;
    return end !== undefined && new Date(end) > new Date() ? `禁言至 ${until(end)}` : "";
  }

  /** Show the present standing of `userid`; who is new gets a place. */
  dress(userid) {
    const member = this.model.members.get(userid);
    if (member !== undefined && !this.options.has(userid)) this.group.append(this.option(member));
    const option = this.options.get(userid);
    if (option === undefined) return;
    const gone = this.gone(userid);
    const total = this.model.standingOf(userid).total ?? 0;
    const tally = total > 0 ? `${points(total)} 分` : "";
    option.label.classList.toggle("gone", gone !== "");
    option.label.title = gone || this.muted(userid);
    option.state.textContent = gone ? "不在群" : this.muted(userid) ? "禁言中" : tally;
    option.state.className = `state ${gone || this.muted(userid) || total > 0 ? "bad-text" : ""}`;
    if (userid === this.me) this.describe();
  }

  describe() {
    const member = this.model.members.get(this.me);
    const { total } = this.model.standingOf(this.me);
    const facts = [ROLES[member.role] ?? member.role];
    if (total !== undefined) facts.push(`累计 ${points(total)} 分`);
    facts.push(this.gone(this.me) || this.muted(this.me));
    this.line.replaceChildren(h("b", {}, member.name), ` ${facts.filter(Boolean).join(" · ")}`);
  }

  /** Speak as `userid` from now on. */
  pick(userid) {
    this.me = userid;
    const { input, label } = this.options.get(userid);
    input.checked = true;
    label.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.describe();
    this.choose(userid);
  }
}
