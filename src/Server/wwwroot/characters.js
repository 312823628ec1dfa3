// Characters on the page, shaded by what they cost. A text is never read as HTML.

const levels = 10; // a level is a bit

const names = { " ": "space", "\n": "line end", "\t": "tab" };

/** Returns a character as an element. Bits are null where they are unknown, and undefined where they were not asked for. */
export function spanOf(character, bits) {
  const span = document.createElement("span");
  span.textContent = character;
  span.className = bits === undefined ? "" : bits === null ? "unknown" : `s${Math.min(levels, Math.max(0, Math.round(bits)))}`;
  if (character === "\n") {
    span.classList.add("end");
  } else if (/[\p{C}\p{Zl}\p{Zp}]/u.test(character) && character !== "\t") {
    span.dataset.name = codePoint(character); // shown in its place
  }

  return span;
}

/** Returns what is known of a character, in words. */
export function describe({ text, bits, likeliest }) {
  const cost = bits === undefined ? "" : bits === null ? "not in the vocabulary, or impossible" : `${bits.toFixed(1)} bits`;
  const others = (likeliest ?? []).map(([other, p]) => `${nameOf(other)} ${(100 * p).toFixed(p < 0.1 ? 1 : 0)} %`).join(", ");
  return [nameOf(text), cost, others && `likeliest: ${others}`].filter(Boolean).join(" · ");
}

const nameOf = character => names[character] ?? (/[\p{C}\p{Z}]/u.test(character) ? codePoint(character) : `“${character}”`);

const codePoint = character => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
