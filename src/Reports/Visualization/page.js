"use strict";

// Whatever comes from a text or a model is put into the page by textContent alone.
const find = id => document.getElementById(id);
const data = JSON.parse(find("data").textContent);
const complete = new Set(Array.from(document.querySelectorAll("script[type='application/octet-stream']"), block => block.id));
const blocks = new Map();
const guessCount = 5;
const gutter = 72, columnWidth = 16, tallRow = 120, lowRow = 46, tallest = 30000000;
const viewer = find("viewer"), spacer = find("spacer");

let checkpoint = data.checkpoints.length - 1;
let cell = data.firstCell;
let text, rows, activations, costs, guessIds, guessShares;
let columns = 0, shown = new Map(), drawing = 0;
let current = -1; // the character of which the status line speaks

function make(name, className, content) {
  const element = document.createElement(name);
  element.className = className || "";
  element.textContent = content ?? "";
  return element;
}

// A block that comes after this script is whole once the page is.
function block(id) {
  if (!blocks.has(id)) {
    const whole = complete.has(id) || document.readyState !== "loading" ? Promise.resolve() : new Promise(done => document.addEventListener("DOMContentLoaded", done, { once: true }));
    blocks.set(id, whole.then(() => inflate(find(id).textContent)));
  }
  return blocks.get(id);
}

async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}

// The colours of the levels -10 to 10 and of the shares 0 to 10, as style rules, so that they follow the page into dark mode. A line above or
// below says the sign to those who do not see the colour.
function makeStyles() {
  const rules = [];
  for (let level = -10; level <= 10; level++) {
    const end = level < 0 ? "--minus" : "--plus", strength = Math.abs(level) * 10;
    const line = strength < 30 ? "" : `box-shadow: inset 0 ${level < 0 ? 2 : -2}px 0 color-mix(in srgb, var(--ink) ${strength / 2}%, transparent);`;
    rules.push(`.v${level + 10} { background: color-mix(in srgb, var(${end}) ${strength}%, var(--zero)); ${line} }`);
  }
  for (let share = 0; share <= 10; share++) {
    rules.push(`.p${share} { background: color-mix(in srgb, var(--guess) ${share * 10}%, transparent); }`);
  }
  document.head.append(make("style", "", rules.join("\n")));
}

const countColumns = () => Math.max(8, Math.floor((viewer.clientWidth - gutter - 4) / columnWidth) - 1);

// [first character, end, text whose heading it is or -1] of each row.
function layOut() {
  columns = countColumns();
  rows = [];
  const heads = new Map(data.texts.map((named, index) => [named.start, index]));
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (heads.has(i)) {
      if (i > start) rows.push([start, i, -1]);
      if (data.texts.length > 1) rows.push([i, i, heads.get(i)]);
      start = i;
    }
    const isNewline = text[i] === data.newline, newlineFollows = text[i + 1] === data.newline, length = i + 1 - start;
    const endsLine = isNewline && !newlineFollows; // empty lines take no rows
    const isFull = length > columns || (length === columns && !newlineFollows); // a newline may stand behind the end
    if (endsLine || isFull) {
      rows.push([start, i + 1, -1]);
      start = i + 1;
    }
  }
  if (start < text.length) rows.push([start, text.length, -1]);
  clear();
}

function clear() {
  shown.clear();
  spacer.replaceChildren();
  spacer.style.height = Math.min(rows.length * rowHeight(), tallest) + "px";
  draw();
}

const rowHeight = () => find("guesses").checked ? tallRow : lowRow;

// Beyond what a browser can scroll, the way is shortened.
function stretch() {
  const way = spacer.clientHeight - viewer.clientHeight;
  return way > 0 ? (rows.length * rowHeight() - viewer.clientHeight) / way : 1;
}

// Rows that are not in view do not exist.
function draw() {
  const height = rowHeight(), top = viewer.scrollTop * stretch();
  const first = Math.max(0, Math.floor(top / height) - 2), last = Math.min(rows.length, Math.ceil((top + viewer.clientHeight) / height) + 2);
  for (const [index, row] of shown) {
    if (index < first || index >= last) {
      row.remove();
      shown.delete(index);
    }
  }
  for (let index = first; index < last; index++) {
    if (!shown.has(index)) {
      const row = makeRow(...rows[index]);
      shown.set(index, row);
      spacer.append(row);
    }
    shown.get(index).style.top = index * height - top + viewer.scrollTop + "px";
  }
}

function makeRow(start, end, head) {
  const row = make("div", "row");
  if (head >= 0) {
    row.append(make("span", "file", data.texts[head].name));
    row.style.height = rowHeight() + "px";
    return row;
  }
  row.append(make("span", "place", (start + 1).toLocaleString("en")));
  for (let i = start; i < end; i++) {
    const character = make("span", "c");
    const name = data.alphabet[text[i]];
    const cost = make("i");
    cost.style.setProperty("--cost", costs[i] * 100 / 255 + "%");
    character.dataset.place = i;
    character.classList.toggle("current", i === current);
    character.append(make("b", classOf(i), name), cost);
    for (let rank = 0; rank < guessCount; rank++) {
      const share = guessShares[rank * text.length + i], guess = data.tokens[guessIds[rank * text.length + i]];
      character.append(share > 0 ? make("u", `p${Math.round(share / 25.5)}${guess.length > 2 ? " long" : ""}`, guess) : make("u"));
    }
    row.append(character);
  }
  return row;
}

function classOf(i) {
  const name = data.alphabet[text[i]];
  const kind = data.lacking[text[i]] ? "unknown" : "v" + (Math.round(activations[i] / 12.7) + 10);
  return kind + (name.length > 2 ? " long" : "") + (text[i] === data.newline ? " mark" : "");
}

function colour() {
  for (const row of shown.values()) {
    for (const character of row.querySelectorAll(".c")) {
      character.firstChild.className = classOf(+character.dataset.place);
    }
  }
}

const cellsOf = layer => data.cells.filter(one => Math.floor(one / data.hiddenSize) === layer);
const layers = [...new Set(data.cells.map(one => Math.floor(one / data.hiddenSize)))];
const layerOf = one => Math.floor(one / data.hiddenSize);
const nameOf = one => (data.layers > 1 ? `${layerOf(one) + 1}:` : "") + (one % data.hiddenSize + 1);
const signed = value => value === null ? "–" : (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2);

async function show() {
  const turn = ++drawing, prefix = `checkpoint-${checkpoint}-`;
  const loaded = await Promise.all([`cell-${data.cells.indexOf(cell)}`, "costs", "guesses", "shares"].map(name => block(prefix + name)));
  if (turn !== drawing) return;
  const isOther = costs?.buffer !== loaded[1];
  activations = new Int8Array(loaded[0]);
  costs = new Uint8Array(loaded[1]);
  guessIds = new Uint16Array(loaded[2]);
  guessShares = new Uint8Array(loaded[3]);
  if (!rows) layOut();
  else if (isOther) clear();
  else colour();
  showPicker();
  showFeatures();
  showCharts();
  if (current >= 0) speakOf(current);
}

function showPicker() {
  const siblings = cellsOf(layerOf(cell));
  const place = siblings.indexOf(cell);
  find("layer").max = layers.length - 1;
  find("layer").value = layers.indexOf(layerOf(cell));
  find("layerName").textContent = layerOf(cell) + 1;
  find("layerPicker").hidden = data.layers === 1;
  find("cell").max = siblings.length - 1;
  find("cell").value = place;
  find("cellName").textContent = `${cell % data.hiddenSize + 1} of ${data.hiddenSize}`;
  find("checkpoint").max = data.checkpoints.length - 1;
  find("checkpoint").value = checkpoint;
  find("checkpointName").textContent = data.checkpoints[checkpoint].name;
  find("checkpointPicker").hidden = data.checkpoints.length === 1;
}

function showFeatures() {
  const now = data.checkpoints[checkpoint];
  const clearness = best => best[0]?.clearness ?? 0;
  const present = now.best.map((best, feature) => [feature, best]).filter(entry => entry[1].length > 0).sort((one, other) => clearness(other[1]) - clearness(one[1]));
  const absent = data.features.filter((_, feature) => now.best[feature].length === 0);
  const focused = document.activeElement?.dataset.found;
  find("features").replaceChildren(...present.map(([feature, best]) => {
    const entry = make("div", "feature");
    entry.append(make("span", "", data.features[feature]), ...best.map(found => makeButton(feature, found)));
    return entry;
  }));
  if (focused) find("features").querySelector(`[data-found="${focused}"]`)?.focus({ preventScroll: true }); // the button that was pressed is a new one
  if (absent.length > 0) find("features").append(make("p", "about", `Not in the first half of this text: ${absent.join(", ")}.`));
  const table = make("table");
  const size = pair => Math.abs(pair[1] ?? 0);
  const pairs = now.correlations[data.cells.indexOf(cell)].map((pair, feature) => [feature, pair]).filter(entry => entry[1][0] !== null);
  for (const [feature, pair] of pairs.sort((one, other) => size(other[1]) - size(one[1])).slice(0, 5)) {
    const row = make("tr");
    row.append(make("th", "", data.features[feature]), make("td", "", signed(pair[0])), make("td", "", signed(pair[1])));
    table.append(row);
  }
  find("thisCell").replaceChildren(make("p", "about", `The strongest correlations of cell ${nameOf(cell)}.`), table);
}

function makeButton(feature, found) {
  const button = make("button", found.clearness < 0.2 ? "weak" : "", `${nameOf(found.cell)}  ${signed(found.found)} / ${signed(found.confirmed)}`);
  button.type = "button";
  button.dataset.found = `${feature}:${found.cell}`;
  button.disabled = !data.cells.includes(found.cell);
  button.setAttribute("aria-pressed", found.cell === cell);
  button.addEventListener("click", () => choose(found.cell));
  return button;
}

function showCharts() {
  const now = data.checkpoints[checkpoint], points = list => list.map(entry => [entry.length ?? entry.from, entry.bits]);
  chart("contexts", `What the memory is worth: bits per ${data.token} if the network sees only the last 1, 2, 4, ... ${data.token}s. The n-gram models of these orders learnt the first half of the text. Both predict ${data.sampled.toLocaleString("en")} ${data.token}s of the second half.`,
    `${data.token}s of context`, [["network", points(now.contexts)], ["n-gram", points(data.ngrams)]], true);
  chart("positions", `Bits per character by position in ${data.unit === "line" ? "the line" : "the text"}, from one power of two to the next.`, "position", [["network", points(now.positions)]], true);
  find("learnt").hidden = data.checkpoints.length === 1;
  if (data.checkpoints.length > 1) {
    const index = data.cells.indexOf(cell);
    const last = data.checkpoints.at(-1).correlations[index].map(pair => Math.abs(pair[0] ?? 0));
    const feature = last.indexOf(Math.max(...last));
    chart("learnt", `When cell ${nameOf(cell)} learnt it: its correlation with “${data.features[feature]}” at each checkpoint, in the half that it was found in and in the other.`, "step",
      [["found", data.checkpoints.map(one => [one.step, one.correlations[index][feature][0]])], ["other half", data.checkpoints.map(one => [one.step, one.correlations[index][feature][1]])]], false, [-1, 1]);
  }
}

function draws(name, attributes, content) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (content !== undefined) element.textContent = content;
  return element;
}

function chart(id, caption, label, series, isLogarithmic, range) {
  const width = 520, height = 260, left = 44, right = 500, top = 24, bottom = 210;
  const lines = series.map(([name, points]) => [name, points.filter(point => point[1] !== null)]);
  const all = lines.flatMap(line => line[1]);
  const picture = draws("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": caption });
  find(id).replaceChildren(make("figcaption", "", caption), picture);
  if (all.length === 0) {
    picture.append(draws("text", { x: width / 2, y: height / 2, "text-anchor": "middle" }, "too little text"));
    return;
  }
  const scale = value => isLogarithmic ? Math.log2(Math.max(value, 1)) : value;
  const xs = all.map(point => scale(point[0])), ys = all.map(point => point[1]);
  const lowX = Math.min(...xs), wideX = Math.max(...xs) - lowX || 1;
  const [lowY, highY] = range ?? [0, Math.max(...ys, 0.1)];
  const x = value => left + (scale(value) - lowX) / wideX * (right - left), y = value => bottom - (value - lowY) / (highY - lowY) * (bottom - top);
  for (let i = 0; i <= 4; i++) {
    const value = lowY + (highY - lowY) * i / 4;
    picture.append(draws("line", { class: "axis", x1: left, x2: right, y1: y(value), y2: y(value) }), draws("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, value.toFixed(2)));
  }
  let next = Infinity; // labels from the right, where they do not touch
  for (const place of [...new Set(all.map(point => point[0]))].sort((one, other) => other - one)) {
    if (x(place) <= next) {
      picture.append(draws("text", { x: x(place), y: bottom + 18, "text-anchor": "middle" }, place.toLocaleString("en")));
      next = x(place) - 45;
    }
  }
  picture.append(draws("text", { x: (left + right) / 2, y: bottom + 40, "text-anchor": "middle" }, label));
  lines.forEach(([name, points], index) => {
    const kind = ["one", "two"][index];
    picture.append(draws("polyline", { class: kind, points: points.map(point => `${x(point[0])},${y(point[1])}`).join(" ") }));
    points.forEach(point => picture.append(draws("circle", { class: kind, cx: x(point[0]), cy: y(point[1]), r: 3 })));
    picture.append(draws("text", { class: kind, x: right - 90 * (lines.length - 1 - index), y: 12, "text-anchor": "end" }, name));
  });
}

function choose(other) {
  cell = other;
  show();
}

function move(list, from, by, then) {
  const place = list.indexOf(from) + by;
  if (place >= 0 && place < list.length) then(list[place]);
}

function chooseLayer(layer) {
  const siblings = cellsOf(layer);
  choose(siblings[Math.min(cellsOf(layerOf(cell)).indexOf(cell), siblings.length - 1)]);
}

function chooseCheckpoint(other) {
  checkpoint = other;
  show();
}

const keys = {
  ArrowLeft: () => move(cellsOf(layerOf(cell)), cell, -1, choose),
  ArrowRight: () => move(cellsOf(layerOf(cell)), cell, 1, choose),
  "[": () => move(layers, layerOf(cell), -1, chooseLayer),
  "]": () => move(layers, layerOf(cell), 1, chooseLayer),
  ",": () => chooseCheckpoint(Math.max(0, checkpoint - 1)),
  ".": () => chooseCheckpoint(Math.min(data.checkpoints.length - 1, checkpoint + 1)),
  g: () => find("guesses").click(),
  "Shift+ArrowLeft": () => step(-1),
  "Shift+ArrowRight": () => step(1),
  "Shift+ArrowUp": () => stepRow(-1),
  "Shift+ArrowDown": () => stepRow(1),
};

const elementOf = i => spacer.querySelector(`[data-place="${i}"]`);

function speakOf(i) {
  elementOf(current)?.classList.remove("current");
  current = i;
  elementOf(current)?.classList.add("current");
  find("status").textContent = describe(i);
}

const rowOf = i => rows.findIndex(([start, end]) => start <= i && i < end);

// By keyboard, the first character is one in view.
function step(by) {
  const first = rows[Math.min(rows.length - 1, Math.ceil(viewer.scrollTop * stretch() / rowHeight()))][0];
  const next = current < 0 ? first : current + by;
  if (next >= 0 && next < text.length) {
    reveal(rowOf(next));
    speakOf(next);
  }
}

function stepRow(by) {
  const from = rowOf(current);
  let next = from + by;
  while (rows[next]?.[2] >= 0) next += by; // a heading
  if (current < 0) step(0);
  else if (rows[next]) step(Math.min(rows[next][0] + current - rows[from][0], rows[next][1] - 1) - current);
}

function reveal(row) {
  const height = rowHeight(), top = viewer.scrollTop * stretch();
  const nearest = Math.max((row + 1) * height - viewer.clientHeight, Math.min(row * height, top));
  if (nearest !== top) viewer.scrollTop = nearest / stretch();
  draw();
}

const spoken = name => name === " " ? "space" : name;

function describe(i) {
  const guesses = [];
  for (let rank = 0; rank < guessCount; rank++) {
    const share = guessShares[rank * text.length + i];
    if (share > 0) guesses.push(`${spoken(data.tokens[guessIds[rank * text.length + i]])} ${Math.round(share / 2.55)} %`);
  }
  const lacks = data.lacking[text[i]];
  const cost = lacks ? "not in the vocabulary" : `${(costs[i] / 25.5).toFixed(1)}${costs[i] === 255 ? " or more" : ""} bits`;
  return `${(i + 1).toLocaleString("en")}: ${spoken(data.alphabet[text[i]])} · ${cost} · cell ${nameOf(cell)} ${signed(activations[i] / 127)} · next: ${guesses.join(", ")}`;
}

function listen() {
  viewer.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  for (const kind of ["pointerover", "click"]) { // a finger may touch the same character again
    viewer.addEventListener(kind, event => {
      const character = event.target.closest(".c");
      if (character) speakOf(+character.dataset.place);
    });
  }
  find("cell").addEventListener("input", event => choose(cellsOf(layerOf(cell))[+event.target.value]));
  find("layer").addEventListener("input", event => chooseLayer(layers[+event.target.value]));
  find("checkpoint").addEventListener("input", event => chooseCheckpoint(+event.target.value));
  find("guesses").addEventListener("change", () => {
    const top = viewer.scrollTop / spacer.clientHeight;
    viewer.classList.toggle("plain", !find("guesses").checked);
    clear();
    viewer.scrollTop = top * spacer.clientHeight;
  });
  document.addEventListener("keydown", event => {
    const isSlid = event.target.type === "range" && event.key.startsWith("Arrow");
    const isCommand = event.metaKey || event.ctrlKey !== event.altKey && !"[]".includes(event.key); // on many keyboards, Alt and AltGr type a bracket
    const key = event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key;
    if (!isSlid && !isCommand && keys[key]) {
      event.preventDefault();
      keys[key]();
    }
  });
  new ResizeObserver(() => {
    if (rows && columns !== countColumns()) layOut();
    else if (rows) draw();
  }).observe(viewer);
}

async function begin() {
  document.title = data.title;
  find("title").textContent = data.title;
  find("about").textContent = data.about;
  makeStyles();
  listen();
  text = new Uint32Array(await block("text"));
  await show();
}

begin();
