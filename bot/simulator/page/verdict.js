// The verdict on one message: what was read, which rule saw what, what follows, what the platform said.

import { stateOf as stateOfCase } from "./cases.js";
import { clock, h, marked, named } from "./dom.js";
import { CONDITIONS, STAGES, WAYS, effectInWords, points, stateOf } from "./words.js";

const UNSEEN = new Set(["inspect", "recard", "rollback"]); // effects that answer nobody

/** Return [text, tone] of the small verdict under a bubble. */
export function chipOf({ row, findings, effects, cases }) {
  if (row === undefined) return ["判定中…", "wait"];
  const [first] = findings;
  if (first === undefined && effects.some(({ effect }) => !UNSEEN.has(effect.kind))) return [row.note ? `ⓘ ${row.note}` : "✓ 无命中 · 有答复", "info"];
  if (first === undefined) return row.note ? [`ⓘ ${row.note}`, "info"] : ["✓ 无命中", "good"];
  const gravest = findings.reduce((most, finding) => (finding.points > most.points ? finding : most), first);
  const given = row.points > 0 ? ` ${points(row.points)}分` : " 不计分";
  const numbered = cases.length > 0 ? ` · 编号 ${cases.join("、")}` : "";
  return [`⚠ ${gravest.title}${given}${numbered}`, row.points > 0 ? "bad" : "warn"];
}

/** Return the nodes of the verdict on one message. openCase(number) shows a case. */
export function verdictNodes(verdict, model, openCase) {
  const { message, row } = verdict;
  const head = h(
    "header",
    { class: "verdict-head" },
    h("h2", {}, "机器人的判定"),
    h("p", {}, `${message.name} · ${clock(message.at)}`),
  );
  if (model.isBot(message)) return [head, section("原文", said(message, model)), h("p", { class: "hint" }, "这是机器人说的话，不判定。")];
  if (row === undefined) return [head, section("原文", said(message, model)), waiting(model)];
  return [
    head,
    section("原文", original(row, verdict.findings)),
    section("归一化后", h("p", { class: "text folded" }, row.folded || "（空）")),
    section("命中规则", ...rules(verdict)),
    section("分数", score(row)),
    verdict.cases.length > 0 ? section("案件", ...caseButtons(verdict.cases, model, openCase)) : "",
    section("动作", ...effects(verdict, model)),
    section("用时", delays(verdict, model)),
  ];
}

function section(title, ...nodes) {
  return h("section", { class: "part" }, h("h3", {}, title), ...nodes);
}

function said(message, model) {
  return h("p", { class: "text" }, named(message.text, (userid) => model.nameOf(userid)));
}

function waiting(model) {
  const why = `机器人要等存档通知（这里最多 ${model.notifySeconds} 秒一次）才听得到这句话。`;
  return h("p", { class: "hint waiting" }, `判定中…… ${why}`);
}

function original(row, findings) {
  return h("p", { class: "text", data: { part: "original" } }, marked(row.text, findings.map((one) => one.span)));
}

function rules({ findings, notes }) {
  const nodes = findings.map((finding) =>
    h(
      "div",
      { class: "finding" },
      h("p", { class: "finding-title" }, h("b", {}, finding.title), h("span", { class: "pill bad" }, `${points(finding.points)} 分`)),
      h("p", { class: "finding-why" }, finding.why),
      h(
        "p",
        { class: "facts" },
        [STAGES[finding.stage] ?? finding.stage, CONDITIONS[finding.condition] ?? finding.condition, finding.rule].join(" · "),
      ),
    ),
  );
  if (nodes.length === 0) nodes.push(h("p", { class: "calm" }, "✓ 无命中"));
  return nodes.concat(notes.map((note) => h("p", { class: "hint" }, note)));
}

function score(row) {
  const number = (label, value, tone) =>
    h("div", { class: `number ${tone}` }, h("b", {}, points(value)), h("span", {}, label));
  return h("div", { class: "numbers" }, number("本条", row.points, row.points > 0 ? "bad" : ""), number("累计", row.total, ""));
}

function caseButtons(numbers, model, openCase) {
  return numbers.map((number) => {
    const row = model.cases.get(number);
    const [state, tone] = row ? stateOfCase(row, model) : ["", "info"];
    const pill = state ? h("span", { class: `pill ${tone}` }, state) : null;
    return h("button", { class: "case-link", type: "button", on: { click: () => openCase(number) } }, h("b", {}, `编号 ${number}`), pill);
  });
}

function effects(verdict, model) {
  if (verdict.effects.length === 0) return [h("p", { class: "calm" }, "不用做什么")];
  return verdict.effects.map((one) => effectNode(one, model));
}

function effectNode(row, model) {
  const nameOf = (userid) => model.nameOf(userid);
  const [headline, details] = effectInWords(row.effect, nameOf);
  const [state, tone] = stateOf(row);
  const call = model.calls.get(row.key);
  const answer = row.answer ?? call;
  return h(
    "div",
    { class: "effect" },
    h("p", { class: "effect-head" }, h("b", {}, headline), h("span", { class: `pill ${tone}` }, state)),
    details ? h("p", { class: "effect-text" }, named(details, nameOf)) : null,
    answer ? platformLine(row, answer, call) : null,
  );
}

function platformLine(row, answer, call) {
  const way = WAYS[row.channel] || row.channel;
  const code = answer.errcode === undefined ? JSON.stringify(answer) : `errcode ${answer.errcode} ${answer.errmsg ?? ""}`;
  const tone = answer.errcode === 0 ? "" : "bad-text";
  const where = [way, call?.path].filter(Boolean).join(" · ");
  return h("p", { class: "platform" }, h("span", {}, `平台答 ${where}`), h("code", { class: tone }, code.trim()));
}

function delays(verdict, model) {
  const heard = model.verdictDelay(verdict);
  const answered = model.answerDelay(verdict);
  const item = (label, ms) => [h("dt", {}, label), h("dd", {}, ms === undefined ? "—" : `${Math.round(ms)} ms`)];
  return h("dl", { class: "delays" }, ...item("说出 → 判定", heard), ...item("说出 → 平台收到答复", answered));
}
