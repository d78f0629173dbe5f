// Building elements. Everything that people wrote enters the page as a text node, never as markup.

/** Return a new element. Properties: `class`, `on` (listeners by event), `data`, anything else an attribute. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Return the element of the page with this id. */
export function at(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no #${id}`);
  return element;
}

/** Return the round picture of a person: the last two characters of the name on one of eight colours. */
export function avatar(userid, name, isBot) {
  if (isBot) return h("span", { class: "avatar bot", "aria-hidden": "true" }, "管");
  let sum = 0;
  for (const character of userid) sum = (sum * 31 + character.codePointAt(0)) % 8;
  const initials = Array.from(name).slice(-2).join("");
  return h("span", { class: `avatar tone-${sum}`, "aria-hidden": "true" }, initials);
}

/** Return text nodes of `text` with every `<@userid>` shown as the member's name. */
export function named(text, nameOf) {
  return text.split(/(<@[^<>\s]{1,64}>)/u).map((part) => {
    const userid = /^<@(.+)>$/u.exec(part)?.[1];
    return userid ? h("span", { class: "mention" }, `@${nameOf(userid)}`) : part;
  });
}

/** Return nodes of `text` with the half-open code point spans marked; spans may overlap or be empty. */
export function marked(text, spans) {
  const points = Array.from(text);
  const hot = new Uint8Array(points.length);
  for (const [start, end] of spans) hot.fill(1, Math.max(start, 0), Math.min(end, points.length));
  const nodes = [];
  for (let from = 0; from < points.length; ) {
    let to = from;
    while (to < points.length && hot[to] === hot[from]) to += 1;
    const piece = points.slice(from, to).join("");
    nodes.push(hot[from] ? h("mark", {}, piece) : piece);
    from = to;
  }
  return nodes;
}

/** Return `moment` (ms since 1970) as HH:MM:SS here. */
export function clock(moment) {
  return new Date(moment).toLocaleTimeString("zh-CN", { hour12: false });
}

/** Show `count` in the badge with this id; it is hidden while there is nothing to count. */
export function showCount(id, count) {
  at(id).hidden = count === 0;
  at(id).textContent = String(count);
}
