// notice: the line above the box that says why a message waits, and the clock that sends it again.

const LONGEST_WAIT_S = 20;
const ATTEMPTS = 40;

export class Notice {
  constructor(bar, words) {
    this.bar = bar;
    this.words = words;
    this.text = bar.querySelector("p");
    this.button = bar.querySelector("button");
    this.button.addEventListener("click", () => this.fire());
    addEventListener("online", () => this.fire());
    this.clear();
  }

  say(text) {
    this.stop();
    this.show(text, false);
  }

  // Say why it waits and try again by itself; gives up after ATTEMPTS.
  retry(kind, retryAfter, action) {
    this.stop();
    this.attempts += 1;
    if (this.attempts > ATTEMPTS) {
      this.attempts = 0;
      this.show(this.words.gave_up, false);
      return false;
    }
    this.action = action;
    this.show(this.attempts > 4 ? this.words.still_trying : this.words[kind], true);
    const wait = Math.min(LONGEST_WAIT_S, Math.max(retryAfter, 2) + Math.floor(this.attempts / 3));
    this.timer = setTimeout(() => this.fire(), wait * 1000);
    return true;
  }

  fire() {
    const { action } = this;
    this.stop();
    if (action) action();
  }

  stop() {
    clearTimeout(this.timer);
    this.action = null;
  }

  clear() {
    this.stop();
    this.attempts = 0;
    this.bar.hidden = true;
    this.text.textContent = "";
  }

  show(text, retrying) {
    this.button.hidden = !retrying;
    this.bar.hidden = false;
    if (this.text.textContent !== text) this.text.textContent = text;
  }
}
