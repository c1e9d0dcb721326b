// tools: save a copy, start again, delete, and leave at once.

import * as api from "./api.js";
import { element } from "./format.js";
import { forgetHere } from "./store.js";

const PRESSES_TO_LEAVE = 3;
const PRESSES_WITHIN_MS = 1500;

export function wireTools({ words, current, notice, startOver }) {
  const button = (id) => document.getElementById(id);
  button("save").addEventListener("click", () => save({ words, current, notice }));
  button("restart").addEventListener("click", async () => {
    if (current() && !(await confirmed(words, "restart"))) return;
    startOver();
  });
  button("delete").addEventListener("click", async () => {
    if (!current()) return notice.say(words.nothing_yet);
    if (!(await confirmed(words, "delete"))) return;
    try {
      await api.erase(current());
    } catch (trouble) {
      if (trouble.kind !== "gone") return notice.say(words.delete_failed);
    }
    await startOver();
    notice.say(words.deleted);
  });
  wireExit(button("quick-exit"));
}

async function save({ words, current, notice }) {
  if (!current()) return notice.say(words.nothing_yet);
  try {
    const address = URL.createObjectURL(await api.copy(current()));
    const link = element("a", { href: address, download: "sidebar-conversation.md", hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    notice.say(words.saved);
  } catch {
    notice.say(words.save_failed);
  }
}

function confirmed(words, what) {
  const dialog = document.getElementById("dialog");
  dialog.querySelector("h2").textContent = words[`${what}_heading`];
  dialog.querySelector("p").textContent = words[`${what}_text`];
  dialog.querySelector(".primary").textContent = words[`${what}_confirm`];
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"), { once: true });
  });
}

function wireExit(link) {
  const leave = (event) => {
    event?.preventDefault();
    document.body.hidden = true;
    document.title = "Weather";
    forgetHere();
    try {
      window.top.location.replace(link.href);
    } catch {
      window.location.replace(link.href);
    }
  };
  link.addEventListener("click", leave);
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    presses = [...presses.filter((at) => event.timeStamp - at < PRESSES_WITHIN_MS), event.timeStamp];
    if (presses.length >= PRESSES_TO_LEAVE) leave();
  });
}
