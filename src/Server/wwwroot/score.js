// Lines that are scored: what each costs, and which of its characters are odd.

import { postLines } from "./api.js";
import { makeChoosable, spanOf } from "./characters.js";

const linesAtOnce = 200;
const unitsAtOnce = 200_000; // of UTF-16: a browser reads no answer before the whole request is sent

const element = id => document.getElementById(id);
const [form, table, told] = ["score", "scores", "scored"].map(element);

/** Makes the part of the page work. */
export function start(modelName, problems) {
  makeChoosable(table, element("scoredCharacter"));
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
  const path = `v1/score?${new URLSearchParams({ ...(model && { model }), surprisals: true })}`;
  body.replaceChildren();
  element("scoredCharacter").textContent = "";
  table.hidden = lines.length === 0;
  told.textContent = lines.length === 0 ? "There is no line." : "";
  for (let done = 0; done < lines.length && mine === latest;) {
    const texts = someOf(lines, done);
    const scores = await postLines(path, texts.map(text => ({ text })));
    done += texts.length;
    if (mine === latest) {
      body.append(...scores.map(rowOf));
      told.textContent = `${done} of ${lines.length} lines scored.`;
    }
  }
}

function someOf(lines, start) {
  let units = 0;
  const end = lines.findIndex((line, i) => i > start && (i === start + linesAtOnce || (units += line.length) > unitsAtOnce));
  return lines.slice(start, end < 0 ? undefined : end);
}

function rowOf(score) {
  const row = document.createElement("tr");
  row.insertCell().textContent = score.bits_per_character?.toFixed(2) ?? "–";
  const line = document.createElement("div");
  row.insertCell().append(line);
  if (score.error) {
    line.textContent = score.error.message;
    line.className = "refused";
  } else {
    line.className = "text";
    line.append(...score.tokens.map((token, i) => spanOf({ text: token, bits: score.surprisals[i] })));
  }

  return row;
}
