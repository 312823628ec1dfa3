// A text that grows: generated, stopped, continued, forked.

import { stream } from "./api.js";
import { makeChoosable, spanOf } from "./characters.js";
import { readSettings } from "./settings.js";

const nats = Math.LN2; // of a bit
const alternatives = 4;
const longestFrame = 200; // milliseconds; a page that is not in view has no frames

const element = id => document.getElementById(id);
const [form, prompt, box] = ["write", "prompt", "text"].map(element);

let text = []; // the characters, or words, that are shown: { text, offset, bits, likeliest }
let earlier = []; // the texts before, for the way back
let running = null; // what stops the request in progress

/** Makes the part of the page work. */
export function start(modelName, problems) {
  const run = (kept, useKept) => problems.show(() => grow(modelName(), kept, useKept));
  const generate = () => run([], prompt.value);
  const fork = span => {
    remember();
    const kept = text.slice(0, placeOf(span) + 1);
    prompt.value = textOf(kept);
    run(kept, prompt.value);
  };

  form.addEventListener("submit", event => {
    event.preventDefault();
    remember();
    generate();
  });
  form.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  document.addEventListener("keydown", event => event.key === "Escape" && stop());
  element("stop").addEventListener("click", stop);
  element("continue").addEventListener("click", () => run(text, textOf(text)));
  element("back").addEventListener("click", goBack);
  makeChoosable(box, element("character"), fork);
}

/** Shows a text, and what the model adds to it as it comes. */
async function grow(model, kept, whole) {
  stop();
  const mine = running = new AbortController();
  const settings = readSettings();
  show(kept);
  tell(`Writing, seed ${settings.seed} …`);
  const start = kept.length === 0 ? [...whole].length : 0; // where what is new begins: a new prompt comes back before it
  const fresh = [];
  let why = "Failed";
  try {
    // What is shown already has its shades; a new prompt comes back with its own.
    const body = { model, prompt: whole.toWellFormed(), logprobs: alternatives, echo: kept.length === 0, ...settings };
    for await (const events of stream("v1/completions", body, mine.signal)) {
      await nextFrame(); // however fast the text comes, the page can be used
      mine.signal.throwIfAborted();
      const characters = events.flatMap(({ choices: [choice] }) => charactersOf(choice.logprobs));
      fresh.push(...characters.filter(({ offset }) => offset >= start));
      add(characters);
      why = { length: "Full length", stop: "Stop text found" }[events.at(-1)?.choices[0].finish_reason] ?? why;
    }
  } catch (error) {
    if (error.name !== "AbortError") {
      throw error;
    }

    why = "Stopped";
  } finally {
    if (running === mine) {
      running = null;
      tell(`${why}: ${lengthOf(fresh)} characters${averageOf(fresh)}, seed ${settings.seed}.`);
    }
  }
}

const charactersOf = ({ tokens, token_logprobs: costs, top_logprobs: top, text_offset: offsets }) => tokens.map((character, i) => ({
  text: character,
  offset: offsets[i],
  bits: costs[i] === null ? null : -costs[i] / nats,
  likeliest: Object.entries(top[i] ?? {}).map(([other, cost]) => [other, cost === null ? 0 : Math.exp(cost)]).sort((a, b) => b[1] - a[1]).slice(0, alternatives),
}));

function averageOf(characters) {
  const known = characters.filter(({ bits }) => Number.isFinite(bits));
  const bits = known.reduce((sum, one) => sum + one.bits, 0);
  return known.length === 0 ? "" : `, ${(bits / lengthOf(known)).toFixed(2)} bits per character`;
}

const nextFrame = () => new Promise(done => {
  requestAnimationFrame(done);
  setTimeout(done, longestFrame);
});

const stop = () => running?.abort();

function remember() {
  if (text.length > 0) {
    earlier.push(text);
  }
}

function goBack() {
  stop();
  running = null; // what it still has to tell is of no use
  show(earlier.pop());
  prompt.value = textOf(text);
  tell("The text before.");
}

function show(characters) {
  text = [];
  element("character").textContent = "";
  box.replaceChildren();
  add(characters);
}

function add(characters) {
  const follows = box.scrollTop + box.clientHeight > box.scrollHeight - 40;
  const spans = new DocumentFragment();
  for (const character of characters) {
    text.push(character);
    spans.append(spanOf(character));
  }

  box.append(spans);
  if (follows) {
    box.scrollTop = box.scrollHeight;
  }
}

function tell(message) {
  element("progress").textContent = message;
  element("stop").disabled = running === null;
  element("continue").disabled = running !== null || text.length === 0;
  element("back").disabled = earlier.length === 0;
  if (document.activeElement.disabled) { // or the keyboard would lead nowhere
    element(running === null ? "continue" : "stop").focus();
  }
}

const textOf = characters => characters.map(character => character.text).join("");

const lengthOf = characters => [...textOf(characters)].length; // words have several

const placeOf = span => Array.prototype.indexOf.call(box.children, span);
