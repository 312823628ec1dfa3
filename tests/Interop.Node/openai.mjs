// Asks a running server by OpenAI's own client: node openai.mjs BASE_URL KEY. Prints what it was answered as JSON.
import OpenAI from 'openai';

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const request = { model: 'docs', prompt: 'Returns ', max_tokens: 80, seed: 7, temperature: 0.5, logprobs: 1 };

const models = [];
for await (const model of client.models.list()) {
  models.push(model.id);
}

const whole = await client.completions.create(request);

let streamed = '';
let usage = null;
for await (const event of await client.completions.create({ ...request, stream: true, stream_options: { include_usage: true } })) {
  streamed += event.choices[0]?.text ?? '';
  usage = event.usage ?? usage;
}

// Left after its first event, which ends the text.
const left = await client.completions.create({ model: 'docs', max_tokens: 4096, stream: true });
for await (const event of left) {
  left.controller.abort();
}

const errors = {};
for (const [name, ask] of Object.entries({
  model: () => client.completions.create({ ...request, model: 'none' }),
  field: () => client.completions.create({ ...request, suffix: 'x' }),
  key: () => new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list(),
})) {
  try {
    await ask();
  } catch (error) {
    errors[name] = { kind: error.constructor.name, status: error.status, code: error.code, param: error.param };
  }
}

console.log(JSON.stringify({ models, model: (await client.models.retrieve('docs')).id, whole, streamed, usage, errors }));
