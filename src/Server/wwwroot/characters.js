// Characters on the page, or words, shaded by what they cost. A text is never read as HTML.

const levels = 10; // a level is a bit

const names = { " ": "space", "\n": "line end", "\t": "tab" };

const known = new WeakMap(); // what is known of the character of an element

/** Returns a character as an element. Its bits are null where they are unknown, and undefined where they were not asked for. */
export function spanOf(character) {
  const { text, bits } = character;
  const span = document.createElement("span");
  span.textContent = text;
  span.className = bits === undefined ? "" : bits === null ? "unknown" : `s${Math.min(levels, Math.max(0, Math.round(bits)))}`;
  if (text === "\n") {
    span.classList.add("end");
  } else if (/^(?!\t)[\p{C}\p{Zl}\p{Zp}]+$/u.test(text)) {
    span.dataset.name = codePoint(text); // shown in its place
  }

  known.set(span, character);
  return span;
}

/**
 * Lets a character of a box be chosen, by mouse, finger and arrow keys, and says in words what is known of it.
 * The chosen one is used by a click or Enter: a finger touches it twice.
 */
export function makeChoosable(box, words, use = () => {}) {
  let chosen = null;
  const choose = span => {
    chosen?.classList.remove("current");
    chosen = span;
    chosen.classList.add("current");
    words.textContent = describe(known.get(chosen));
  };
  box.addEventListener("pointermove", ({ pointerType, target }) => pointerType === "mouse" && known.has(target) && choose(target));
  box.addEventListener("click", ({ target }) => {
    if (known.has(target) && getSelection().isCollapsed) {
      (target === chosen ? use : choose)(target);
    }
  });
  box.addEventListener("keydown", event => {
    const from = chosen?.isConnected ? chosen : box;
    const span = neighbour(event.key, box, from);
    if (span) {
      event.preventDefault();
      choose(span);
      span.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && from !== box) {
      use(from);
    }
  });
}

function neighbour(key, box, from) {
  const spans = document.createTreeWalker(box, NodeFilter.SHOW_ELEMENT, node => known.has(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
  const row = from.closest("tr");
  spans.currentNode = key === "Home" || key === "End" ? box : from;
  return {
    ArrowLeft: () => spans.previousNode(),
    ArrowRight: () => spans.nextNode(),
    ArrowUp: () => row?.previousElementSibling?.querySelector("span"),
    ArrowDown: () => row?.nextElementSibling?.querySelector("span"),
    Home: () => spans.firstChild(),
    End: () => spans.lastChild(),
  }[key]?.();
}

function describe({ text, bits, likeliest }) {
  const cost = bits === undefined ? "" : bits === null ? "not in the vocabulary, or impossible" : `${bits.toFixed(1)} bits`;
  const others = (likeliest ?? []).map(([other, p]) => `${nameOf(other)} ${(100 * p).toFixed(p < 0.1 ? 1 : 0)} %`).join(", ");
  return [nameOf(text), cost, others && `likeliest: ${others}`].filter(Boolean).join(" · ");
}

const nameOf = character => names[character] ?? (/^[\p{C}\p{Z}]+$/u.test(character) ? codePoint(character) : `“${character}”`);

const codePoint = character => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
