// The page: which model, which key, and one place for what goes wrong.

import { get, hasKey, setKey } from "./api.js";
import * as score from "./score.js";
import { limitLength } from "./settings.js";
import * as write from "./write.js";

const element = id => document.getElementById(id);
const [model, problem, keyForm] = ["model", "problem", "keyForm"].map(element);

const problems = {
  /** Does something, and shows what went wrong with it. */
  async show(action) {
    problem.hidden = true;
    try {
      await action();
    } catch (error) {
      const asksForKey = error.status === 401;
      problem.textContent = !asksForKey ? error.message : hasKey() ? "The server does not know this key." : "The server asks for a key.";
      problem.hidden = false;
      keyForm.hidden &&= !asksForKey;
    }
  },
};

async function listModels() {
  const { data } = await get("v1/models");
  model.replaceChildren(...data.map(({ id }) => new Option(id, id)));
  limitLength(data[0].max_tokens); // the same for all
  element("modelChoice").hidden = false;
  keyForm.hidden = true;
}

keyForm.addEventListener("submit", event => {
  event.preventDefault();
  setKey(element("key").value.trim());
  problems.show(listModels);
});
write.start(() => model.value || undefined, problems);
score.start(() => model.value || undefined, problems);
problems.show(listModels);
