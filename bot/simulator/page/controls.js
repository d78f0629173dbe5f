// The day that plays itself, and the switches that make the platform fail.

import { tell } from "./api.js";
import { at, h } from "./dom.js";
import { closeByBackdrop } from "./sheet.js";

/** The button and the bar of the scripted day. */
export class Day {
  constructor(state) {
    this.bar = at("day");
    this.button = at("day-button");
    this.progress = at("day-progress");
    this.caption = at("day-caption");
    this.button.addEventListener("click", () => this.ask(this.running ? "stop" : "start"));
    at("day-stop").addEventListener("click", () => (this.running ? this.ask("stop") : this.hide()));
    if (state.running) this.show(state);
  }

  async ask(action) {
    const pace = Number(new URLSearchParams(location.search).get("pace")) || 1;
    try {
      await tell("/sim/day", action === "start" ? { action, pace } : { action });
    } catch (problem) {
      this.bar.hidden = false;
      this.caption.textContent = problem.message;
    }
  }

  hide() {
    this.bar.hidden = true;
  }

  /** Show where the day is. */
  show({ running, step, steps, caption }) {
    this.running = running;
    this.bar.hidden = false;
    this.bar.dataset.running = String(running);
    this.button.textContent = running ? "■ 停止" : "▶ 播放一天";
    at("day-stop").textContent = running ? "停止" : "收起";
    this.progress.max = steps || 1;
    if (running && !steps) this.progress.removeAttribute("value");
    else this.progress.value = running ? step : this.progress.max;
    const place = running && steps ? `${step}/${steps} · ` : "";
    this.caption.textContent = running ? `${place}${caption}` : `这一天放完了${caption ? `：${caption}` : "。"}`;
  }
}

/** The drawer with the faults of the platform. */
export class Faults {
  constructor(faults) {
    this.dialog = at("faults");
    this.box = at("fault-switches");
    at("faults-button").addEventListener("click", () => this.dialog.showModal());
    at("faults-close").addEventListener("click", () => this.dialog.close());
    closeByBackdrop(this.dialog);
    this.rows = new Map();
    this.show(faults);
  }

  row(name, fault) {
    const input = h("input", { type: "checkbox", role: "switch", on: { change: () => this.ask(name, input.checked) } });
    const once = h("button", { class: "button", type: "button", on: { click: () => this.ask(name, { next: 1 }) } }, "只一次");
    const state = h("span", { class: "hint" });
    const label = h("label", { class: "switch" }, input, h("span", { class: "track", "aria-hidden": "true" }), h("span", {}, fault.title), state);
    this.box.append(h("div", { class: "fault", data: { fault: name } }, label, once));
    return { input, state };
  }

  async ask(name, wanted) {
    at("faults-problem").textContent = "";
    try {
      await tell("/sim/faults", { [name]: wanted });
    } catch (problem) {
      at("faults-problem").textContent = problem.message;
    }
  }

  /** Show all switches as they stand. */
  show(faults) {
    let on = 0;
    for (const [name, fault] of Object.entries(faults)) {
      if (!this.rows.has(name)) this.rows.set(name, this.row(name, fault));
      const { input, state } = this.rows.get(name);
      input.checked = fault.on;
      state.textContent = fault.next > 0 ? `下 ${fault.next} 次` : "";
      if (fault.on) on += 1;
    }
    at("faults-on").hidden = on === 0;
    at("faults-on").textContent = String(on);
  }
}
