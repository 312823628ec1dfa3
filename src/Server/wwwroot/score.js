// Lines that are scored: what each costs, and which of its characters are odd.

import { post } from "./api.js";
import { describe, spanOf } from "./characters.js";

const linesAtOnce = 200;

const element = id => document.getElementById(id);
const [form, table, told] = ["score", "scores", "scored"].map(element);

/** Makes the part of the page work. */
export function start(modelName, problems) {
  form.addEventListener("submit", event => {
    event.preventDefault();
    problems.show(() => score(modelName()));
  });
}

let latest = 0; // only the latest request is shown

async function score(model) {
  const mine = ++latest;
  const lines = element("lines").value.toWellFormed().split("\n").filter(line => line.length > 0);
  const body = table.tBodies[0];
  body.replaceChildren();
  table.hidden = lines.length === 0;
  told.textContent = lines.length === 0 ? "There is no line." : "";
  for (let done = 0; done < lines.length && mine === latest; done += linesAtOnce) {
    const texts = lines.slice(done, done + linesAtOnce);
    const { scores } = await post("v1/score", { model, texts, surprisals: true });
    if (mine === latest) {
      body.append(...texts.map((text, i) => rowOf(text, scores[i])));
      told.textContent = `${Math.min(done + linesAtOnce, lines.length)} of ${lines.length} lines scored.`;
    }
  }
}

function rowOf(text, score) {
  const row = document.createElement("tr");
  row.insertCell().textContent = score.bits_per_character?.toFixed(2) ?? "–";
  const cell = row.insertCell();
  cell.className = "text";
  for (const [i, character] of [...text].entries()) {
    const bits = score.surprisals[i];
    const span = spanOf(character, bits);
    span.title = describe({ text: character, bits });
    cell.append(span);
  }

  return row;
}
