// Chinese names of what the bot and the platform call by code.

export const ROLES = { owner: "群主", helper: "群助手", admin: "管理员", staff: "员工", member: "成员" };

export const WAYS = {
  app: "应用消息",
  aibot: "智能机器人",
  webhook: "群机器人",
  private: "私信",
  archive: "会话存档",
  member: "",
};

export const STAGES = { shadow: "影子：只记录", soft: "柔性：只提醒", enforce: "执行" };

export const CONDITIONS = {
  words: "词库",
  contact: "联系方式",
  rate: "发言频率",
  length: "长度",
  phrases: "短语",
  sender: "发送者",
};

const STATES = { waiting: "等待发送", sent: "已发送", refused: "平台拒绝" };
const BY_BOT_ALONE = new Set(["mute", "unmute"]);

/** Return [label, tone] of the state of one effect row. */
export function stateOf(row) {
  if (BY_BOT_ALONE.has(row.effect.kind)) return ["机器人已记录", "done"];
  if (row.state === "waiting" && row.answer) return [`第 ${row.attempts} 次未成，稍后重试`, "wait"];
  const tone = { waiting: "wait", sent: "good", refused: "bad" }[row.state] ?? "wait";
  return [STATES[row.state] ?? row.state, tone];
}

/** Return [headline, details] of one effect in Chinese; details may be empty. */
export function effectInWords(effect, nameOf) {
  const of = (userid) => nameOf(userid);
  switch (effect.kind) {
    case "say":
      return ["在群里说", effect.text];
    case "reply":
      return [`答复 ${of(effect.to)}`, effect.text];
    case "tell":
      return [`私信 ${of(effect.to)}`, effect.text];
    case "mute":
      return [`禁言 ${of(effect.member)} 至 ${until(effect.until)}（机器人不再理会）`, effect.why];
    case "unmute":
      return [`解除对 ${of(effect.member)} 的禁言`, ""];
    case "remove":
      return [`移出 ${of(effect.member)}`, effect.why];
    case "ask":
      return [`请 ${of(effect.to)} 在手机上处理`, effect.text];
    default:
      return [effect.kind, effect.text ?? effect.why ?? ""];
  }
}

/** Return an ISO moment as people here read it: the time if it is today, else with the date. */
export function until(iso) {
  const moment = new Date(iso);
  const today = new Date().toDateString() === moment.toDateString();
  const time = moment.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  return today ? time : `${moment.getMonth() + 1}月${moment.getDate()}日 ${time}`;
}

/** Return points without needless decimals. */
export function points(value) {
  return String(Math.round(value * 100) / 100);
}
