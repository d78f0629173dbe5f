// Talking to the simulator: commands over POST, news over one event stream that mends itself.

async function answerOf(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `模拟器回答了 HTTP ${response.status}`);
  return answer;
}

/** GET `path`; throws an Error whose message can be shown. */
export async function ask(path) {
  return answerOf(await reach(path, {}));
}

/** POST `body` as JSON to `path`; throws an Error whose message can be shown. */
export async function tell(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return answerOf(await reach(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function reach(path, options) {
  try {
    return await fetch(path, { ...options, cache: "no-store" });
  } catch {
    throw new Error("连不上模拟器，请看运行 qunguan demo 的终端");
  }
}

const KINDS = ["message", "changed", "trace", "case", "member", "platform", "day", "faults"];
const FIRST_WAIT = 500; // ms, chosen
const LONGEST_WAIT = 8000; // ms, chosen

/** Follow /sim/events for ever. hear(kind, data) gets each event once; status("open" | "lost") each turn. */
export function follow(hear, status) {
  let last = 0;
  let wait = FIRST_WAIT;
  const open = () => {
    const source = new EventSource(`/sim/events?after=${last}`);
    source.onopen = () => {
      wait = FIRST_WAIT;
      status("open");
    };
    source.onerror = () => {
      status("lost");
      source.close();
      setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        last = Math.max(last, Number(event.lastEventId) || 0);
        hear(kind, JSON.parse(event.data));
      });
    }
  };
  open();
}
