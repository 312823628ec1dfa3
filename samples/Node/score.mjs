// Scores a text and continues it, without CharRnn: npm install onnxruntime-node, then
//
//     node score.mjs MODEL.onnx "some text"
//
// onnxruntime-node cannot read an ONNX file's metadata, so the same documents come from the JSON file beside it.
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [path, text] = process.argv.slice(2);
const documents = JSON.parse(await readFile(path.replace(/\.onnx$/, '.json'), 'utf8'));
const description = documents['charrnn.description'];
const vocabulary = documents['charrnn.vocabulary'];
if (vocabulary.tokenization !== 'runes') {
  throw new Error('This program is for models of characters; a model of bytes has the bytes of UTF-8 as its ids.');
}

const model = await InferenceSession.create(path);
const symbols = vocabulary.symbols;
const idOf = new Map(symbols.map((symbol, id) => [symbol, id]).filter(([symbol]) => symbol !== '')); // the unknown token has no text
const start = idOf.get(description.start);
const states = description.cell === 'lstm' ? ['h', 'c'] : ['h'];
const shape = [description.layers, 1, description.hidden_size];
const newStates = () => Object.fromEntries(states.map((name) => [`${name}_in`, new Tensor('float32', new Float32Array(description.layers * description.hidden_size), shape)]));
const knownIds = (characters) => characters.filter((character) => idOf.has(character)).map((character) => idOf.get(character));

// Reads ids; returns the logits after each, and the states after the last.
const read = async (ids, before) => {
  const outputs = await model.run({ input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]), ...before });
  const logits = ids.map((_, position) => outputs.logits.data.subarray(position * symbols.length, (position + 1) * symbols.length));
  return [logits, Object.fromEntries(states.map((name) => [`${name}_in`, outputs[`${name}_out`]]))];
};

// Each character is predicted from those before it, the first from the start character. An unknown one costs 20 bits.
const bitsPerCharacter = async (characters) => {
  const known = knownIds(characters);
  const targets = description.unit === 'line' ? [...known, idOf.get('\n')] : known; // a line's end is a character too
  const [logits] = await read([start, ...targets.slice(0, -1)], newStates());
  const nats = logits.map((row, position) => {
    const most = row.reduce((a, b) => Math.max(a, b));
    return most + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - most), 0)) - row[targets[position]];
  });
  const unknown = characters.length - known.length;
  return (nats.reduce((a, b) => a + b) / Math.LN2 + 20 * unknown) / (targets.length + unknown);
};

const likeliestContinuation = async (characters, most) => {
  let [logits, after] = await read([start, ...knownIds(characters)], newStates());
  let continuation = '';
  for (let length = 0; length < most; length++) {
    const row = logits.at(-1);
    const id = row.indexOf(row.reduce((a, b) => Math.max(a, b)));
    if (symbols[id] === '\n') {
      break;
    }

    continuation += symbols[id];
    [logits, after] = await read([id], after);
  }

  return continuation;
};

const characters = [...text]; // Unicode scalars, not UTF-16 units
console.log(`${(await bitsPerCharacter(characters)).toFixed(4)} bits per character`);
console.log(text + await likeliestContinuation(characters, 40));
