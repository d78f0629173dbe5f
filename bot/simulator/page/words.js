// Chinese names of what the bot and the platform call by code.

export const ROLES = { owner: "群主", helper: "群助手", admin: "管理员", staff: "员工", member: "成员", customer: "客户" };

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

/** What a penalty is called. */
export const ACTS = { hint: "提醒", warn: "警告", tag: "标记", notify: "告知群主", mute: "禁言", remove: "移出" };

/** What a person is asked for. */
export const TASKS = { remove: "移出", mute: "留意", say: "代为转达给" };

export const WISHES = { waiting: "等待", done: "已处理", declined: "不处罚", void: "不需要了", lapsed: "无人处理" };

export const PROOFS = { event: "平台通知证实", list: "成员名单证实", word: "本人回报" };

/** What happened to a case. */
export const DEEDS = {
  opened: "立案",
  joined: "并案",
  sent: "已送达",
  refused: "平台拒绝",
  asked: "请人处理",
  reminded: "再次提醒",
  done: "回报已处理",
  proved: "已证实",
  left: "本人已离开",
  declined: "决定不处罚",
  lapsed: "无人处理，不再催",
  amended: "本人已改正",
  appealed: "提出申诉",
  upheld: "申诉成立",
  dismissed: "申诉不成立",
  undone: "已撤销",
  redone: "已恢复",
  ended: "禁言结束",
  noted: "备注",
};

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
    case "receipt":
      return [`私信告知 ${of(effect.to)}`, effect.text];
    case "recard":
      return [`更新 ${of(effect.to)} 手机上的卡片`, effect.done];
    case "inspect":
      return ["读取群成员名单", ""];
    case "gather":
      return [`建群“${effect.name}”`, effect.text];
    case "rollback":
      return [`规则退回第 ${effect.revision} 版`, ""];
    case "chart":
      return [effect.to ? `私信 ${of(effect.to)} 一张图` : "在群里发一张图", effect.title];
    case "show":
      return ["在群里发一张图片", effect.text];
    case "attach":
      return [`私信 ${of(effect.to)} 文件“${effect.name}”`, effect.text];
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

/** Return a moment (ms since 1970) as 11-20 09:00:00. */
export function dayAndTime(moment) {
  const then = new Date(moment);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(then.getMonth() + 1)}-${two(then.getDate())} ${then.toLocaleTimeString("zh-CN", { hour12: false })}`;
}

/** Return points without needless decimals. */
export function points(value) {
  return String(Math.round(value * 100) / 100);
}
