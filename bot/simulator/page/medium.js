// Pictures and files that the bot sends.

import { h } from "./dom.js";

/** Return the picture, or the link to the file, that `message` brings; null if it is but words. */
export function mediumNode(message) {
  const { kind, name, url } = message.medium ?? {};
  if (!url) return null;
  if (kind === "image") {
    const picture = h("img", { class: "picture", src: url, alt: `图片：${name}` });
    return h("a", { href: url, target: "_blank", rel: "noreferrer", title: "看大图" }, picture);
  }
  return h("a", { class: "file", href: url, download: name }, h("span", { "aria-hidden": "true" }, "📄"), ` ${name}`);
}
