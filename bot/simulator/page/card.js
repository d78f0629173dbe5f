// A template card as the WeCom client shows it: title, quote, rows, buttons; greyed once it was changed.

import { h } from "./dom.js";

const PATIENCE = 4000; // ms a pressed button waits for the card to change, chosen

/** Return the card of `message`. press(n, key) resolves when the platform took the press, and throws why it did not. */
export function cardNode(message, press) {
  const card = message.card;
  const done = card.replace_text;
  return h(
    "article",
    { class: done ? "card done" : "card", data: { n: message.n, task: card.task_id } },
    titled(card.main_title),
    card.sub_title_text ? h("p", { class: "card-text" }, card.sub_title_text) : null,
    quoted(card.quote_area),
    rows(card.horizontal_content_list ?? []),
    done ? greyed(done) : buttons(message, press),
  );
}

function titled(title = {}) {
  return h("header", {}, h("h3", { class: "card-title" }, title.title ?? ""), title.desc ? h("p", { class: "hint" }, title.desc) : null);
}

function quoted(quote) {
  if (!quote?.quote_text && !quote?.title) return null;
  return h("blockquote", {}, quote.title ? h("b", {}, `${quote.title} `) : null, quote.quote_text ?? "");
}

function rows(list) {
  if (list.length === 0) return null;
  return h("dl", { class: "card-rows" }, ...list.flatMap(({ keyname, value }) => [h("dt", {}, keyname), h("dd", {}, value ?? "")]));
}

function greyed(done) {
  return h("div", { class: "card-buttons" }, h("button", { class: "card-button", type: "button", disabled: true }, done));
}

function buttons(message, press) {
  const box = h("div", { class: "card-buttons", role: "group", "aria-label": "卡片按钮" });
  for (const { text, key, style } of message.card.button_list ?? []) {
    const button = h("button", { class: `card-button style-${Number(style) || 1}`, type: "button", data: { key } }, text);
    button.addEventListener("click", () => pressed(box, button, () => press(message.n, key)));
    box.append(button);
  }
  return box;
}

/** Let all buttons of the card wait until it changes, the press is refused, or patience ends. */
async function pressed(box, button, act) {
  const wait = (busy) => {
    for (const one of box.children) one.disabled = busy;
    button.setAttribute("aria-busy", String(busy));
  };
  wait(true);
  try {
    await act();
    setTimeout(() => wait(false), PATIENCE);
  } catch {
    wait(false); // why is said under the field
  }
}
