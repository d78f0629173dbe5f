// One message of a group as the client shows it.

import { avatar, clock, h, named } from "./dom.js";
import { mediumNode } from "./medium.js";
import { ROLES, WAYS } from "./words.js";

/** Return the line of `message`. under: nodes below its bubble. select(n) is called when the bubble is tapped. */
export function bubbleNode(message, { model, under, select }) {
  const bot = model.isBot(message);
  const body = h("div", { class: "bubble", on: { click: () => message.n && select(message.n) } }, ...saying(message, model));
  return h(
    "li",
    { class: bot ? "row from-bot" : "row", data: { n: message.n, from: message.from } },
    avatar(message.from, message.name, bot),
    h("div", { class: "said" }, heading(message, model), body, h("div", { class: "under" }, ...under)),
  );
}

function heading(message, model) {
  const bot = model.isBot(message);
  const role = model.people.get(message.from)?.role ?? "member";
  const way = bot ? h("span", { class: "way" }, WAYS[message.via] ?? message.via) : null;
  const title = !bot && role !== "member" ? h("span", { class: `role ${role}` }, ROLES[role] ?? role) : null;
  return h("p", { class: "who" }, h("b", {}, message.name), title, way, h("time", {}, clock(message.at)));
}

function saying(message, model) {
  if (message.is_recalled) return [h("i", { class: "hint" }, `${message.name}撤回了这条消息`)];
  const medium = mediumNode(message);
  if (medium) return [medium];
  const quote = message.quote ? h("blockquote", {}, message.quote) : null;
  return [quote, named(message.text, (userid) => model.nameOf(userid))];
}
