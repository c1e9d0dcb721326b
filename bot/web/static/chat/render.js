// render: one message of the API into one article of the log.

import { element, formatted, outside } from "./format.js";

export class Renderer {
  constructor({ words, places, locale, onChoice, onJudge }) {
    Object.assign(this, { words, places, locale, onChoice, onJudge });
  }

  person(text) {
    return element(
      "article",
      { className: "message person" },
      this.speaker(this.words.you),
      element("div", { className: "bubble" }, ...formatted(text)),
    );
  }

  message(message) {
    if (message.author === "person") return this.person(message.text);
    const { words } = this;
    const lawyer = message.speaker ? `${message.speaker} · ${words.lawyer}` : words.lawyer;
    const name = message.author === "lawyer" ? lawyer : words.bot;
    const urgent = message.kind === "emergency";
    const bubble = element("div", { className: "bubble" });
    if (urgent) bubble.append(element("p", { className: "urgent-mark", textContent: words.urgent }));
    bubble.append(...formatted(message.text, { phones: urgent || message.author === "bot", opensNew: words.opens_new }));
    if (message.card) bubble.classList.add("summary");
    if (message.explanation) bubble.append(this.why(message));
    const node = element(
      "article",
      { className: `message ${message.author} kind-${message.kind}`, dataset: { id: message.id } },
      this.speaker(name),
      bubble,
    );
    if (message.citations.length) node.append(this.sources(message.citations));
    if (message.kind === "answer") node.append(this.feedback(message.id));
    return node;
  }

  choices(buttons) {
    const group = element("div", { className: "choices", role: "group", "aria-label": this.words.choices_label });
    for (const { title, payload } of buttons) {
      const button = element("button", { type: "button", className: "choice", textContent: title });
      button.addEventListener("click", () => this.onChoice({ title, payload }));
      group.append(button);
    }
    return group;
  }

  examples(onExample) {
    const group = element("div", { className: "examples", role: "group", "aria-label": this.words.examples_label });
    for (const text of this.words.examples) {
      const chip = element("button", { type: "button", className: "chip", textContent: text });
      chip.addEventListener("click", () => onExample(text));
      group.append(chip);
    }
    return group;
  }

  speaker(name) {
    return element("h2", { className: "speaker", textContent: name });
  }

  why({ kind, explanation }) {
    const heading = this.words.why[kind] || this.words.why.default;
    return element("p", { className: "why" }, element("strong", { textContent: `${heading}: ` }), explanation);
  }

  sources(citations) {
    return element("ul", { className: "sources" }, ...citations.map((source) => this.source(source)));
  }

  source({ title, url, jurisdiction, reviewed_on: day }) {
    const { words } = this;
    const place = words.applies_to.replace("{place}", this.places[jurisdiction] || jurisdiction);
    const details = [place];
    if (day) details.push(words.reviewed_on.replace("{date}", this.date(day)));
    return element(
      "li",
      { className: "source" },
      element("span", { className: "source-label", textContent: words.source }),
      outside(url, title, words.opens_new),
      element("span", { className: "source-details", textContent: details.join(" · ") }),
    );
  }

  date(day) {
    const when = new Date(`${day}T12:00:00`);
    return Number.isNaN(when.getTime()) ? day : when.toLocaleDateString(this.locale, { dateStyle: "long" });
  }

  feedback(messageId) {
    const { words } = this;
    const question = element("span", { textContent: words.helpful_question });
    const box = element("div", { className: "feedback", role: "group", "aria-label": words.helpful_question }, question);
    const said = element("span", { role: "status" });
    for (const helpful of [true, false]) {
      const button = element("button", { type: "button", textContent: helpful ? words.did_help : words.did_not_help, "aria-pressed": "false" });
      button.addEventListener("click", async () => {
        const kept = await this.onJudge(messageId, helpful, "");
        said.textContent = kept ? (helpful ? words.thanks_yes : words.thanks_no) : words.feedback_failed;
        if (!kept) return;
        for (const other of box.querySelectorAll("button[aria-pressed]")) other.setAttribute("aria-pressed", String(other === button));
        box.querySelector("form")?.remove();
        if (!helpful) box.append(this.note(messageId, said));
      });
      box.append(button);
    }
    box.append(said);
    return box;
  }

  note(messageId, said) {
    const { words } = this;
    const id = `note-${messageId}`;
    const input = element("input", { id, type: "text", maxLength: 2000 });
    const form = element(
      "form",
      { className: "note" },
      element("label", { htmlFor: id, textContent: words.missing_label }),
      input,
      element("button", { type: "submit", textContent: words.missing_send }),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const kept = await this.onJudge(messageId, false, input.value.trim());
      said.textContent = kept ? words.thanks_no : words.feedback_failed;
      if (kept) form.remove();
    });
    return form;
  }
}
