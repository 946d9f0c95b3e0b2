// A live talk: messages as they come, a draft that outlives the page, canned answers.
import { follow } from "./news.js";

const list = document.getElementById("messages");
const told = document.getElementById("news");
const field = document.getElementById("antwoord");

follow(list.dataset.news, {
  message(data) {
    const { html, author } = JSON.parse(data);
    const place = document.createElement("template");
    place.innerHTML = html; // made by the server, with everything that people typed escaped
    const item = place.content.firstElementChild;
    if (document.getElementById(item.id)) return; // seen before a reconnection
    list.append(item);
    item.scrollIntoView({ block: "nearest" });
    if (author === "entrepreneur") document.title = "● Nieuw bericht – Groeimakelaar";
  },
  owner(_, source) {
    source.close();
    // Nothing typed is lost: it is kept as a draft.
    location.assign(list.dataset.talk);
  },
  gone(_, source) {
    source.close();
    told.textContent = "Je bent uitgelogd. Verstuur gewoon: na het inloggen staat je tekst er nog.";
  },
});

addEventListener("focus", () => (document.title = "Gesprek – Groeimakelaar"));
list.lastElementChild?.scrollIntoView({ block: "nearest" });

if (field) {
  const key = `draft-${field.dataset.draft}`;
  field.value = field.value || sessionStorage.getItem(key) || "";
  field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
  field.form.addEventListener("submit", (event) => {
    // Who asks for a draft has not sent what they typed.
    if (!event.submitter?.hasAttribute("formaction")) sessionStorage.removeItem(key);
  });
  for (const one of document.querySelectorAll("textarea[name=antwoord]")) {
    one.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) one.form.requestSubmit();
    });
  }
  for (const one of document.querySelectorAll("[data-canned]")) {
    one.addEventListener("click", () => {
      field.value = [field.value.trim(), one.textContent].filter(Boolean).join(" ");
      field.dispatchEvent(new Event("input"));
      field.focus();
    });
  }
}
