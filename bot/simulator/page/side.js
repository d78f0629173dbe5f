// What stands beside the chat.

import { at } from "./dom.js";

/** The tabs beside the chat: the verdict on a message, or the cases. On narrow screens both open in the sheet. */
export class Side {
  constructor() {
    this.tabs = [...at("side-tabs").children];
    for (const tab of this.tabs) tab.addEventListener("click", () => this.show(tab.dataset.panel));
    at("side-tabs").addEventListener("keydown", (event) => this.onKey(event));
    this.show("verdict");
  }

  show(panel) {
    for (const tab of this.tabs) {
      const chosen = tab.dataset.panel === panel;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      at(tab.dataset.panel).classList.toggle("behind", !chosen);
    }
  }

  onKey(event) {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const next = this.tabs.find((tab) => tab.tabIndex === -1);
    this.show(next.dataset.panel);
    next.focus();
  }
}
