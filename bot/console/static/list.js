// The list shows what is new as it comes; while somebody is in it, it waits until they ask.
import { follow } from "./news.js";

const rows = document.getElementById("rows");
const needed = document.getElementById("needed");
const told = document.getElementById("news");

async function refresh() {
  const answer = await fetch(location.href, { headers: { "X-Fragment": "rows" } });
  if (!answer.ok || answer.redirected) return;
  // Our own page's parts, escaped by the server.
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of [needed, rows]) part.innerHTML = fresh.getElementById(part.id).innerHTML;
  told.textContent = "De lijst is bijgewerkt.";
}

function changed() {
  const at = document.activeElement;
  if (!rows.contains(at) && !needed.contains(at)) return refresh();
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Toon wat er nieuw is";
  again.addEventListener("click", () => refresh());
  told.replaceChildren("Er is nieuws. ", again);
}

follow("/console/nieuws", {
  changed,
  gone(_, source) {
    source.close();
    told.textContent = "Je bent uitgelogd. Log opnieuw in om verder te gaan.";
  },
});
