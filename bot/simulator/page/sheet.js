// One sheet from below for narrow screens: a panel of the page moves in, and home again when it closes.

import { at } from "./dom.js";

const NARROW = matchMedia("(max-width: 900px)");

/** Tell whether panels open in the sheet. */
export function isNarrow() {
  return NARROW.matches;
}

/** The sheet. The dialog element brings focus, Escape and an inert background. */
export class Sheet {
  constructor() {
    this.dialog = at("sheet");
    at("sheet-close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.empty());
    closeByBackdrop(this.dialog);
    NARROW.addEventListener("change", () => this.dialog.close());
  }

  /** Show `panel` (an element with a home) under `title`. */
  open(panel, title) {
    this.empty();
    this.home = panel.parentElement;
    this.panel = panel;
    at("sheet-title").textContent = title;
    at("sheet-body").append(panel);
    if (!this.dialog.open) this.dialog.showModal();
    at("sheet-body").scrollTop = 0;
  }

  empty() {
    if (this.panel) this.home.append(this.panel);
    this.panel = undefined;
  }
}

/** Let a tap beside the dialog close it. */
export function closeByBackdrop(dialog) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
