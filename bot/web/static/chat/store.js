// store: what this browser remembers about the conversation. It forgets quietly when storage is blocked.

const KEY = "sidebar.conversation";
const DRAFT = "sidebar.draft";

function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

export function remember(conversation) {
  attempt(() => localStorage.setItem(KEY, JSON.stringify(conversation)));
}

export function remembered() {
  const found = attempt(() => JSON.parse(localStorage.getItem(KEY)));
  return found && found.id && found.token ? found : null;
}

export function keepDraft(text) {
  attempt(() => (text ? sessionStorage.setItem(DRAFT, text) : sessionStorage.removeItem(DRAFT)));
}

export function draft() {
  return attempt(() => sessionStorage.getItem(DRAFT)) || "";
}

export function forgetHere() {
  attempt(() => localStorage.removeItem(KEY));
  attempt(() => sessionStorage.removeItem(DRAFT));
}
