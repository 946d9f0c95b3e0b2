// What was written down, row by row: each right, or asked again.
import { button, icon, make, text } from "./dom.js";

export class Card {
  // rows: the `card` of a message; checked: "field=value" of what was found right before;
  // actions: { change(row), check(names) }.
  constructor(rows, checked, actions) {
    this.rows = rows;
    this.checked = new Set(rows.map(nameOf).filter((name) => checked.includes(name)));
    this.actions = actions;
    this.count = make("p", { class: "count" });
    this.element = make(
      "div",
      { class: "card", role: "group", "aria-label": text("card") },
      make("dl", {}, ...rows.map((row) => this.#row(row))),
      this.count,
    );
    this.live = true;
    this.#counted();
  }

  // Once something else is asked, the card only tells.
  use(live) {
    this.live = live;
    for (const control of this.element.querySelectorAll(".acts")) control.hidden = !live;
    this.#counted();
  }

  #row(row) {
    const acts = make("dd", { class: "acts" }, this.#right(row));
    if (row.change) {
      const label = `${text("change")}: ${row.label}`;
      const change = () => this.actions.change(row);
      acts.append(button(text("change"), change, { class: "small", "aria-label": label }));
    }
    return make(
      "div",
      { class: "row" },
      make("dt", {}, row.label),
      make("dd", { class: "value" }, row.value),
      row.how ? make("dd", { class: "how" }, row.how) : null,
      acts,
    );
  }

  #right(row) {
    const name = nameOf(row);
    const press = () => {
      if (!this.checked.delete(name)) this.checked.add(name);
      right.setAttribute("aria-pressed", String(this.checked.has(name)));
      this.#counted();
      this.actions.check([...this.checked]);
    };
    const right = button(text("right"), press, {
      class: "small right",
      "aria-label": `${text("right")}: ${row.label}`,
      "aria-pressed": String(this.checked.has(name)),
    });
    right.prepend(icon("check"));
    return right;
  }

  #counted() {
    const count = this.checked.size;
    const all = count === this.rows.length;
    this.count.textContent = all ? text("all_checked") : text("checked", { count, of: this.rows.length });
    this.count.hidden = !this.live || count === 0;
  }
}

function nameOf(row) {
  return `${row.field}=${row.value}`;
}
