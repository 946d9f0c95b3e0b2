// What this tab remembers of a conversation, from the first message on and no longer than the tab
// is open. Before that nothing is stored.

const NAME = "groeimakelaar";

export class Kept {
  constructor() {
    this.values = {};
    this.begun = false; // from the first message on
    try {
      const stored = sessionStorage.getItem(NAME);
      if (stored) {
        this.values = JSON.parse(stored);
        this.begun = true;
      }
    } catch {
      // No storage here (a closed frame, a strict browser): the chat works, until a reload.
    }
  }

  get(name) {
    return this.values[name];
  }

  // Remember some values; stored only once the conversation has begun.
  set(values) {
    Object.assign(this.values, values);
    if (!this.begun) return;
    try {
      sessionStorage.setItem(NAME, JSON.stringify(this.values));
    } catch {
      // Full or closed: see above.
    }
  }

  begin(values) {
    this.begun = true;
    this.set(values);
  }

  forget() {
    this.values = {};
    this.begun = false;
    try {
      sessionStorage.removeItem(NAME);
    } catch {
      // Nothing was stored then.
    }
  }
}
