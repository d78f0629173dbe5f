// The cases: one line each, and behind it everything that happened, in Chinese.

import { at, h } from "./dom.js";
import { ACTS, DEEDS, PROOFS, TASKS, WISHES, dayAndTime, points } from "./words.js";

const SHOWN = 50; // cases in the list, chosen

/** The list of cases, newest first. changed(open) is called with how many wait for somebody. */
export class Cases {
  constructor(model, { changed }) {
    this.model = model;
    this.changed = changed;
    this.box = at("cases");
    this.open = new Set(); // numbers that are unfolded
    this.paint();
  }

  /** Take in a row of the console. */
  take(row) {
    this.model.cases.set(row.number, row);
    this.paintSoon();
  }

  /** Unfold case `number` and bring it into view. */
  show(number) {
    this.open.add(number);
    this.paint();
    const item = this.box.querySelector(`[data-case="${number}"]`);
    item?.scrollIntoView({ block: "nearest" });
    item?.querySelector("summary").focus({ preventScroll: true });
  }

  paintSoon() {
    if (this.painting) return;
    this.painting = true;
    setTimeout(() => {
      this.painting = false;
      this.paint();
    }, 30);
  }

  paint() {
    const rows = [...this.model.cases.values()].sort((a, b) => b.number - a.number).slice(0, SHOWN);
    const focused = document.activeElement?.closest?.("[data-case]")?.dataset.case;
    const hint = h("p", { class: "hint" }, "还没有案件。违规发言、要请人处理的事，都会在这里立案，一直跟到有结果。");
    this.box.replaceChildren(h("h2", {}, "案件"), ...(rows.length ? rows.map((row) => this.item(row)) : [hint]));
    if (focused) this.box.querySelector(`[data-case="${focused}"] summary`)?.focus({ preventScroll: true });
    this.changed(rows.filter((row) => stateOf(row, this.model)[1] === "wait").length);
  }

  item(row) {
    const [state, tone] = stateOf(row, this.model);
    const details = h(
      "details",
      { class: "case", open: this.open.has(row.number), data: { case: row.number } },
      h(
        "summary",
        {},
        h("span", { class: "case-head" }, h("b", {}, `编号 ${row.number}`), h("span", { class: `pill ${tone}` }, state)),
        h("span", { class: "case-line" }, summaryOf(row, this.model)),
      ),
      ...bodyOf(row, this.model),
    );
    details.addEventListener("toggle", () => (details.open ? this.open.add(row.number) : this.open.delete(row.number)));
    return details;
  }
}

/** Return [words, tone] of how a case stands. */
export function stateOf(row, model) {
  const told = row.case ?? row;
  const offences = told.offences ?? [];
  const isAppealed = told.appeal && (told.appeal.state ?? "waiting") === "waiting";
  if (isAppealed) return [`申诉中，等${model.nameOf(told.appeal.reviewer)}`, "wait"];
  if (offences.length > 0 && offences.every((one) => one.is_undone)) return ["已撤销", "info"];
  if ((told.wants ?? []).some((want) => (want.state ?? "waiting") === "waiting")) {
    return [told.desk ? `等${model.nameOf(told.desk.holder)}处理` : "等人处理", "wait"];
  }
  const states = (told.wants ?? []).map((want) => want.state);
  if (states.includes("lapsed")) return ["无人处理", "bad"];
  if (states.includes("declined")) return ["不处罚", "info"];
  const proved = (told.wants ?? []).find((want) => want.proof);
  return [proved ? `已结案 · ${PROOFS[proved.proof] ?? proved.proof}` : "已结案", "good"];
}

function summaryOf(row, model) {
  const told = row.case ?? row;
  const names = [...new Set((told.offences ?? []).map((one) => model.nameOf(one.member)))];
  return [names.join("、"), told.title || (told.by ? `${model.nameOf(told.by)}处理` : "")].filter(Boolean).join(" · ") || (row.line ?? "");
}

function bodyOf(row, model) {
  const told = row.case ?? row;
  const nodes = (told.offences ?? []).map((one) => offenceNode(one));
  for (const want of told.wants ?? []) nodes.push(wantNode(want, model));
  const lines = (told.history ?? []).map((entry) => entryNode(entry, model));
  if (lines.length) nodes.push(h("ol", { class: "history" }, ...lines));
  return nodes;
}

function offenceNode(offence) {
  const facts = [ACTS[offence.act] ?? offence.act];
  if (offence.charge?.points) facts.push(`${points(offence.charge.points)} 分`);
  if (offence.is_undone) facts.push("已撤销");
  const text = offence.text ? h("p", { class: "text" }, offence.text) : null;
  return h("div", { class: "case-part" }, text, h("p", { class: "facts" }, facts.filter(Boolean).join(" · ")));
}

function wantNode(want, model) {
  const task = `${TASKS[want.task] ?? want.task} ${model.nameOf(want.member)}`;
  const state = want.state ?? "waiting";
  const how = want.proof ? `（${PROOFS[want.proof] ?? want.proof}）` : "";
  const tone = { waiting: "wait", done: "good" }[state] ?? "info";
  return h("p", { class: "case-part case-head" }, h("span", {}, task), h("span", { class: `pill ${tone}` }, `${WISHES[state] ?? state}${how}`));
}

function entryNode(entry, model) {
  const who = entry.by ? model.nameOf(entry.by) : "";
  const words = [DEEDS[entry.what] ?? entry.what, who, entry.note].filter(Boolean).join(" · ");
  return h("li", {}, h("time", {}, dayAndTime(entry.at / 1000)), h("span", {}, words));
}
