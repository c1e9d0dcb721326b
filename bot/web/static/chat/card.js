// card: "this is what the lawyer will see": each field can be changed or kept back before it is sent.

import { element } from "./format.js";

export class RequestCard {
  // onTurn({payload, title}) sends one change, the whole request, or a stop.
  constructor({ words, onTurn }) {
    this.words = words.card;
    this.onTurn = onTurn;
    this.changed = null; // the field that was changed last: the focus goes back to it
  }

  render(card) {
    const { words } = this;
    const shown = card.fields.filter((field) => field.value || !field.optional);
    const rest = card.fields.filter((field) => !shown.includes(field));
    const heading = element("h3", { id: "request-heading", textContent: card.title, tabIndex: -1 });
    const node = element(
      "section",
      { className: "request-card", "aria-labelledby": "request-heading", lang: card.language },
      heading,
      element("p", { className: "quiet", textContent: card.lead }),
      element("ul", { className: "request-fields" }, ...shown.map((field) => this.row(field))),
    );
    if (rest.length) node.append(this.more(rest));
    const send = element("button", { type: "button", className: "primary", textContent: words.send });
    const stop = element("button", { type: "button", textContent: words.stop });
    send.addEventListener("click", () => this.turn("/affirm", words.send));
    stop.addEventListener("click", () => this.turn("/stop", words.stop));
    node.append(element("div", { className: "actions" }, send, stop));
    return node;
  }

  // Put the focus where the last change was made, now that the card is new.
  restoreFocus(node) {
    const field = this.changed && node.querySelector(`[data-field="${this.changed}"] button`);
    if (field) field.focus();
    this.changed = null;
    return Boolean(field);
  }

  more(fields) {
    return element(
      "details",
      { className: "request-more" },
      element("summary", { textContent: this.words.add_more }),
      element("ul", { className: "request-fields" }, ...fields.map((field) => this.row(field))),
    );
  }

  row(field) {
    const { words } = this;
    const value = element("p", { className: "request-value", textContent: field.shown || words.empty });
    const actions = element("div", { className: "request-actions" });
    const row = element("li", { className: "request-row", dataset: { field: field.name } });
    const change = this.button(field.value ? words.change : words.add, field.label);
    change.addEventListener("click", () => this.edit(row, field, change));
    actions.append(change);
    if (field.required) {
      value.append(element("span", { className: "request-needed", textContent: field.needed }));
    } else if (field.value) {
      actions.append(this.keeper(field));
    }
    if (field.kept_back) {
      row.classList.add("kept-back");
      value.append(element("span", { className: "request-needed", textContent: words.kept_back }));
    }
    row.append(element("h4", { textContent: field.label }), value, actions);
    return row;
  }

  keeper(field) {
    const title = field.kept_back ? this.words.release : this.words.keep_back;
    const button = this.button(title, field.label);
    const payload = field.kept_back ? { release: field.name } : { keep_back: field.name };
    button.addEventListener("click", () => {
      this.changed = field.name;
      this.turn(`/inform${JSON.stringify(payload)}`, `${title}: ${field.label}`);
    });
    return button;
  }

  button(title, label) {
    const name = element("span", { className: "hidden-text", textContent: `: ${label}` });
    return element("button", { type: "button" }, title, name);
  }

  edit(row, field, opener) {
    const { words } = this;
    const id = `request-${field.name}`;
    const input = this.input(field, id);
    const form = element(
      "form",
      { className: "request-edit", noValidate: true },
      element("label", { htmlFor: id, textContent: field.label }),
      input,
      element(
        "div",
        { className: "actions" },
        element("button", { type: "submit", className: "primary", textContent: words.save }),
        element("button", { type: "button", className: "cancel", textContent: words.cancel }),
      ),
    );
    const close = () => {
      form.remove();
      for (const part of row.children) part.hidden = false;
      opener.focus();
    };
    form.querySelector(".cancel").addEventListener("click", close);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save(field, input);
    });
    for (const part of row.children) part.hidden = true;
    row.append(form);
    input.focus();
  }

  input(field, id) {
    if (field.kind === "select") {
      const options = field.options.map(({ value, label }) => element("option", { value, textContent: label }));
      const select = element("select", { id }, ...options);
      if (field.value) select.value = field.value;
      return select;
    }
    if (field.kind === "textarea") return element("textarea", { id, rows: 5, maxLength: 4000, value: field.value });
    return element("input", { id, type: field.kind, maxLength: 300, value: field.value });
  }

  save(field, input) {
    const value = input.value.trim();
    this.changed = field.name;
    const said = input.selectedOptions ? input.selectedOptions[0].textContent : value;
    this.turn(payloadOf(field.name, value), `${field.label}: ${said || this.words.empty}`.slice(0, 300));
  }

  turn(payload, title) {
    this.onTurn({ payload, title });
  }
}

// The braces of a value are spelled out, so that the payload has one pair of its own.
function payloadOf(field, value) {
  const spelled = JSON.stringify(value).replaceAll("{", "\\u007b").replaceAll("}", "\\u007d");
  return `/inform{"field": ${JSON.stringify(field)}, "value": ${spelled}}`;
}
