// api: the calls of /api/v1 that the page makes; every failure is a Trouble with a kind.

const ROOT = "/api/v1/conversations";
const PATIENCE_MS = 45000;

export class Trouble extends Error {
  constructor(kind, { retryAfter = 0, detail = "" } = {}) {
    super(detail || kind);
    this.kind = kind; // offline, starting, gone, too_fast, too_long, refused
    this.retryAfter = retryAfter;
  }
}

const KINDS = { 401: "gone", 404: "gone", 413: "too_long", 422: "refused", 429: "too_fast", 502: "starting", 503: "starting", 504: "starting" };

async function call(method, path, { token, body } = {}) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(ROOT + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Trouble("offline");
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Trouble(KINDS[response.status] || "failed", {
    retryAfter: Number(response.headers.get("Retry-After")) || 0,
    detail: problem.detail || "",
  });
}

const at = ({ id }, rest = "") => `/${encodeURIComponent(id)}${rest}`;

export async function open(locale, pageUrl) {
  const response = await call("POST", "", { body: { locale, page_url: pageUrl } });
  const { conversation_id: id, token, messages } = await response.json();
  return { conversation: { id, token }, messages };
}

export async function say(conversation, body) {
  return (await call("POST", at(conversation, "/messages"), { token: conversation.token, body })).json();
}

export async function read(conversation, after = 0) {
  const response = await call("GET", at(conversation, `/messages?after=${after}`), { token: conversation.token });
  const { messages, held_by_lawyer: held } = await response.json();
  return { messages, held };
}

// Come back by the link of an e-mail; it opens the conversation that it was made for.
export async function comeBack(link) {
  const response = await call("POST", "/return", { body: { link } });
  const { conversation_id: id, token } = await response.json();
  return { id, token };
}

export async function judge(conversation, messageId, helpful, comment = "") {
  await call("POST", at(conversation, `/messages/${messageId}/feedback`), {
    token: conversation.token,
    body: { helpful, comment },
  });
}

export async function copy(conversation) {
  return (await call("GET", at(conversation, "/transcript?format=md"), { token: conversation.token })).blob();
}

export async function erase(conversation) {
  await call("DELETE", at(conversation), { token: conversation.token });
}
