// The sampling options: what the sliders say, in the fields of the API.

const maximumSeed = 2 ** 32;
const longest = 5000; // more is too much for a slider, and a text can be continued

const element = id => document.getElementById(id);
const sliders = [...document.querySelectorAll(".settings input[type=range]")];

const show = slider => slider.labels[0].querySelector("output").textContent = meaningOf(slider);

for (const slider of sliders) {
  slider.addEventListener("input", () => show(slider));
  show(slider);
}

element("defaults").addEventListener("click", () => {
  for (const input of document.querySelectorAll(".settings input")) {
    input.value = input.defaultValue;
  }

  sliders.forEach(show);
});

/** Lets the length be what the server allows. */
export function limitLength(allowed) {
  const length = element("max_tokens");
  length.min = length.step = Math.min(10, allowed);
  length.max = Math.min(longest, allowed);
  show(length);
}

/** Returns the options. Without a seed, one is drawn, so that the text can be had again. */
export function readSettings() {
  const options = Object.fromEntries(sliders.map(slider => [slider.name, slider.valueAsNumber]));
  const stop = element("stop_text").value.replace(/\\([nt\\])/g, (_, letter) => ({ n: "\n", t: "\t" })[letter] ?? letter);
  const seed = element("seed").valueAsNumber;
  return { ...options, ...(stop && { stop }), seed: Number.isNaN(seed) ? Math.floor(Math.random() * maximumSeed) : seed };
}

function meaningOf(slider) {
  const off = { top_k: "0", min_p: "0", top_p: "1", presence_penalty: "0", frequency_penalty: "0" }[slider.name] === slider.value;
  return off ? "off" : slider.value;
}
