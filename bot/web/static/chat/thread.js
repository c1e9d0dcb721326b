// thread: while a lawyer answers here the bot keeps quiet; who listens is shown above the box.

export class Thread {
  constructor({ words, bar, box, label, onAskBot }) {
    Object.assign(this, { words, bar, box, label });
    this.held = false;
    bar.querySelector("button").addEventListener("click", onAskBot);
  }

  set(held) {
    if (this.held === held) return;
    this.held = held;
    this.bar.hidden = !held;
    this.bar.querySelector("p").textContent = held ? this.words.held : "";
    this.label.textContent = held ? this.words.input_label_lawyer : this.words.input_label;
    this.box.placeholder = held ? this.words.placeholder_lawyer : this.words.placeholder;
  }
}
