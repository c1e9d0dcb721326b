// app: the chat page. Opens or resumes the conversation, sends what is typed, shows what comes back.

import * as api from "./api.js";
import { RequestCard } from "./card.js";
import { Notice } from "./notice.js";
import { Renderer } from "./render.js";
import * as store from "./store.js";
import { Thread } from "./thread.js";
import { wireTools } from "./tools.js";

const LOOK_EVERY_MS = 20000;
const LOOK_EVERY_MS_HELD = 4000; // somebody may be writing at this moment
const RETURN = "#return=";
const LONGEST = 4000;
const COUNT_FROM = 3500;

const { locale, words, places, embedded } = JSON.parse(document.getElementById("setup").textContent);
const log = document.getElementById("log");
const box = document.getElementById("message");
const composer = document.getElementById("composer");
const typing = document.getElementById("typing");
const notice = new Notice(document.getElementById("notice"), words);
const render = new Renderer({ words, places, locale, onChoice: choose, onJudge: judge });
const requestCard = new RequestCard({ words, onTurn: (turn) => send(turn) });
const thread = new Thread({
  words,
  bar: document.getElementById("held"),
  box,
  label: document.querySelector('label[for="message"]'),
  onAskBot: () => choose({ title: words.ask_bot, payload: "/ask_bot" }),
});

let conversation = store.remembered();
const seen = new Set(); // ids of messages that the log shows
let readTo = 0; // everything up to here was read; an answer may come with a larger id than what a lawyer writes meanwhile
let own = []; // what was sent from this page and has not been read back yet
let busy = false;
let loaded = false; // whether the log shows what was said before
let opening = null;
let linkIsOver = false; // the link of an e-mail that no longer opens anything
let waiting = null; // what could not be sent yet: {text} or {payload, title}

const OPEN = ".choices, .examples, .request-card";

// What was open to be pressed is over; a summary that was open stands as text from now on.
function clearChoices() {
  for (const old of log.querySelectorAll(OPEN)) old.remove();
  for (const summary of log.querySelectorAll(".message.open-card")) summary.classList.remove("open-card");
}

// What a lawyer writes, or a notice, comes between and ends nothing.
function comesBetween({ author, kind, buttons }) {
  return author === "lawyer" || (author === "bot" && kind === "notice" && !buttons.length);
}

function receive(messages, { scroll = true } = {}) {
  const fresh = messages.filter((message) => !seen.has(message.id) && !isOwn(message));
  if (!fresh.length) return;
  const still = log.childElementCount && fresh.every(comesBetween) ? log.querySelector(OPEN) : null;
  if (!still) clearChoices();
  let first = null;
  for (const message of fresh) {
    seen.add(message.id);
    if (repeats(message)) continue;
    const node = render.message(message);
    if (message.card) for (const old of log.querySelectorAll(".message:has(> .summary)")) old.remove();
    log.append(node);
    first ??= node;
  }
  const { author, buttons, card } = fresh.at(-1);
  if (still) log.append(still);
  else if (card) showCard(card);
  else if (author !== "person" && buttons.length) log.append(render.choices(buttons));
  if (scroll && first) bringIntoView(first);
}

function showCard(card) {
  log.querySelector(".message:last-of-type:has(> .summary)")?.classList.add("open-card");
  const node = requestCard.render(card);
  log.append(node);
  requestCard.restoreFocus(node);
}

// Read from the record: what was sent from here stands in the log already.
function isOwn({ id, author, text }) {
  const at = author === "person" ? own.indexOf(text) : -1;
  if (at < 0) return false;
  own.splice(at, 1);
  seen.add(id);
  return true;
}

function forgetShown() {
  seen.clear();
  [readTo, own] = [0, []];
  log.replaceChildren();
}

async function readOn() {
  const { messages, held } = await api.read(conversation, readTo);
  thread.set(held);
  readTo = messages.at(-1)?.id ?? readTo;
  return messages;
}

// A message that was kept and sent again stands once.
function repeats({ author, text }) {
  const last = log.lastElementChild;
  return author === "person" && last?.classList.contains("person") && last.querySelector(".bubble").textContent === text;
}

// Show all that came, or, where it is taller than the room for it, its beginning.
function bringIntoView(first) {
  const room = composer.getBoundingClientRect().top - document.querySelector(".bar").getBoundingClientRect().bottom;
  const height = log.lastElementChild.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  if (height <= room) log.lastElementChild.scrollIntoView({ block: "end" });
  else first.scrollIntoView({ block: "start" });
}

function setBusy(now) {
  busy = now;
  composer.querySelector("button").setAttribute("aria-disabled", String(now));
  typing.hidden = !now;
  typing.querySelector("span").textContent = now ? words.typing : "";
  if (now) typing.scrollIntoView({ block: "nearest" });
}

function fillBox(text) {
  box.value = text;
  box.dispatchEvent(new Event("input"));
}

// Open a conversation, or read again the one that this browser remembers; once, however many ask.
function ensureOpen() {
  opening ??= (loaded ? Promise.resolve() : load()).finally(() => {
    opening = null;
  });
  return opening;
}

async function load() {
  if (conversation) {
    receive(await readOn(), { scroll: false });
  } else {
    const pageUrl = new URLSearchParams(location.search).get("page_url") || location.origin + location.pathname;
    const opened = await api.open(locale, pageUrl.slice(0, 2000));
    conversation = opened.conversation;
    store.remember(conversation);
    receive(opened.messages, { scroll: false });
  }
  loaded = true;
}

// Send {text} or {payload, title}. Until an answer is there the words stay in the box or in `waiting`.
async function send(turn) {
  if (busy) return;
  setBusy(true);
  waiting = turn;
  const bubble = render.person(turn.text ?? turn.title);
  try {
    await ensureOpen();
    clearChoices();
    log.append(bubble);
    bubble.scrollIntoView({ block: "end" });
    if (turn.text !== undefined && box.value.trim() === turn.text) fillBox("");
    const body = turn.text !== undefined ? { text: turn.text } : { payload: turn.payload, text: turn.title };
    const { messages, decision } = await api.say(conversation, body);
    waiting = null;
    own.push((turn.text ?? turn.title).slice(0, LONGEST));
    if (decision.action === "quiet" || decision.subject === "back") thread.set(decision.action === "quiet");
    notice.clear();
    store.keepDraft(box.value);
    setBusy(false);
    settle();
    receive(messages);
  } catch (trouble) {
    setBusy(false);
    bubble.remove();
    await recover(trouble, turn);
  }
}

async function recover(trouble, turn) {
  if (turn.text !== undefined && !box.value.trim()) fillBox(turn.text);
  store.keepDraft(box.value);
  if (trouble.kind === "starting" || trouble.kind === "offline") {
    const again = () => (turn.text !== undefined && box.value.trim() !== turn.text ? notice.clear() : send(turn));
    notice.retry(trouble.kind, trouble.retryAfter, again);
    return;
  }
  waiting = null;
  if (trouble.kind === "gone") {
    await startOver({ keepText: true });
    notice.say(words.gone);
  } else if (trouble.kind === "refused") {
    notice.say(trouble.message || words.failed);
  } else {
    notice.say(words[trouble.kind] || words.failed);
  }
}

function choose({ title, payload }) {
  send({ payload, title });
  (matchMedia("(pointer: fine)").matches ? box : log).focus({ preventScroll: true });
}

async function judge(messageId, helpful, comment) {
  try {
    await api.judge(conversation, messageId, helpful, comment);
    if (!helpful && !comment) look(); // the bot may ask what was missing, or offer a lawyer
    return true;
  } catch {
    return false;
  }
}

async function startOver({ keepText = false } = {}) {
  store.forgetHere();
  notice.clear();
  waiting = null;
  conversation = null;
  loaded = false;
  forgetShown();
  settle();
  if (!keepText) fillBox("");
  else store.keepDraft(box.value);
  await begin();
}

// Resume what this browser remembers, else open anew; a sleeping server is asked again.
async function begin() {
  try {
    await comeBack();
    await ensureOpen();
    if (log.querySelector(".person")) log.lastElementChild.scrollIntoView({ block: "end" });
    if (!log.querySelector(".person") && !busy) log.append(render.examples((text) => send({ text })));
    if (linkIsOver) notice.say(words.link_over);
    else notice.clear();
    linkIsOver = false;
    settle();
  } catch (trouble) {
    if (trouble.kind === "gone") {
      store.forgetHere();
      conversation = null;
      await begin();
    } else if (trouble.kind === "starting" || trouble.kind === "offline") {
      notice.retry(trouble.kind, trouble.retryAfter, begin);
    } else {
      notice.say(words[trouble.kind] || words.failed);
    }
  }
}

// What this is stands open beside the talk where there is room; the talk comes first once it has begun.
function settle() {
  const begun = Boolean(log.querySelector(".person"));
  document.body.classList.toggle("begun", begun);
  document.getElementById("tools").hidden = !begun;
}

// The link of an e-mail leads back to its conversation; it is taken out of the address at once.
async function comeBack() {
  if (!location.hash.startsWith(RETURN)) return;
  const link = decodeURIComponent(location.hash.slice(RETURN.length));
  history.replaceState(null, "", location.pathname + location.search);
  try {
    conversation = await api.comeBack(link);
    store.remember(conversation);
    forgetShown();
    loaded = false;
  } catch (trouble) {
    if (trouble.kind !== "gone" && trouble.kind !== "refused") throw trouble;
    linkIsOver = true;
  }
}

let lookedAt = 0;

async function lookNowAndThen() {
  if (Date.now() - lookedAt >= (thread.held ? LOOK_EVERY_MS_HELD : LOOK_EVERY_MS)) await look();
}

async function look() {
  if (document.hidden || !loaded || busy || waiting) return;
  lookedAt = Date.now();
  try {
    const messages = await readOn();
    receive(messages, { scroll: thread.held });
  } catch {
    // the next look, or the next message, will tell
  }
}

box.addEventListener("input", () => {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  const count = LONGEST - box.value.length;
  document.getElementById("left").textContent = count <= LONGEST - COUNT_FROM ? words.left.replace("{count}", count) : "";
  store.keepDraft(box.value);
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return notice.say(words.empty);
  send({ text });
});

document.getElementById("facts").open = !embedded && matchMedia("(min-width: 60.01rem)").matches;
wireTools({ words, current: () => conversation, notice, startOver });
fillBox(box.value || store.draft());
begin();
setInterval(lookNowAndThen, 1000);
document.addEventListener("visibilitychange", look);
addEventListener("hashchange", () => location.hash.startsWith(RETURN) && begin());
