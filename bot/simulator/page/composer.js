// What the visitor types, and phrases that are one tap away.

import { at, h } from "./dom.js";

const FLOOD = 8; // messages, more than the starter rules let pass at once
const TALLEST = 140; // px

/** Quick phrases: several wordings each, used in turn, so that a second tap says something new. */
const PHRASES = [
  { label: "问候", texts: ["大家早上好！", "各位下午好，周末愉快～", "新来的，请多关照"] },
  { label: "变形广告", texts: ["加我薇❤ abc123 领福利", "＋V：abc-123 进群送资料", "加.薇.信 mm778899 有惊喜"] },
  { label: "辱骂", texts: ["你这个傻 * 逼", "你脑 残 吧", "滚 你 妈 的"] },
  { label: "连发 8 条", flood: true, texts: ["在吗", "有人吗", "快回我"] },
  { label: "提问", texts: ["请问发票在哪里开？", "导出报表一直转圈，怎么办？", "微信支付怎么开通？"] },
  { label: "@群管 群规", texts: ["@群管 群规"] },
  { label: "我的记录", texts: ["@群管 我的记录"] },
  { label: "签到", texts: ["签到"] },
  { label: "商城", texts: ["商城"] },
  { label: "活动列表", texts: ["@群管 活动列表"] },
];

/** The composer. send(text) says one thing as the present speaker. */
export class Composer {
  constructor({ send }) {
    this.send = send;
    this.text = at("say-text");
    this.button = at("say-send");
    this.problem = at("say-problem");
    this.turns = new Map();
    at("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.text.addEventListener("keydown", (event) => this.onKey(event));
    this.text.addEventListener("input", () => this.grow());
    at("phrases").append(...PHRASES.map((phrase) => this.phrase(phrase)));
  }

  phrase(phrase) {
    const title = phrase.flood ? `连着说 ${FLOOD} 句` : phrase.texts[0];
    const tap = () => this.tap(phrase);
    return h("button", { class: "phrase", type: "button", title, on: { click: tap } }, phrase.label);
  }

  tap(phrase) {
    const turn = this.turns.get(phrase.label) ?? 0;
    this.turns.set(phrase.label, turn + 1);
    const text = phrase.texts[turn % phrase.texts.length];
    if (!phrase.flood) return this.send(text);
    for (let count = 1; count <= FLOOD; count += 1) this.send(`${text}${"？".repeat(count)}`);
    return undefined;
  }

  onKey(event) {
    // An Enter that ends the choice of Chinese characters is not one that sends.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.text.value.trim();
    if (text === "" || this.button.disabled) return;
    this.text.value = "";
    this.grow();
    this.send(text);
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, TALLEST)}px`;
  }

  /** Say under the field why something did not work. */
  complain(why) {
    this.problem.textContent = why;
  }

  /** Fit to the speaker. gone: why they cannot speak, empty if they can. */
  speakAs(name, gone) {
    this.text.placeholder = `以${name}的身份说……`;
    this.problem.textContent = gone ? `${name}${gone}，请换一个人说话。` : "";
    for (const control of [this.text, this.button, ...at("phrases").children]) control.disabled = gone !== "";
  }
}
