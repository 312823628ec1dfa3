// Runs two exported files in onnxruntime-node as a host in another language would: a model in two pieces, its states carried
// by hand, and a whole generation, both at each level of optimisation. The ids of the prompt come from the documents beside the model. Reads what to do from the JSON file that it is given; prints logits and ids as JSON.
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const task = JSON.parse(await readFile(process.argv[2], 'utf8'));
const documents = JSON.parse(await readFile(task.documents, 'utf8'));
const symbols = documents['charrnn.vocabulary'].symbols;
const prompt = [documents['charrnn.description'].start, ...task.prompt].map((character) => symbols.indexOf(character));
const stateShape = [task.layers, 1, task.hidden];
const zeros = () => new Tensor('float32', new Float32Array(task.layers * task.hidden), stateShape);
const int64 = (ids, shape) => new Tensor('int64', BigInt64Array.from(ids, BigInt), shape);

const readInTwo = async (options) => {
  const model = await InferenceSession.create(task.model, options);
  let states = Object.fromEntries(task.states.map((name) => [`${name}_in`, zeros()]));
  const logits = [];
  for (const piece of [task.ids.slice(0, task.cut), task.ids.slice(task.cut)]) {
    const outputs = await model.run({ input_ids: int64(piece, [1, piece.length]), ...states });
    logits.push(...outputs.logits.data);
    states = Object.fromEntries(task.states.map((name) => [`${name}_in`, outputs[`${name}_out`]]));
  }

  return logits;
};

const generate = async (options) => {
  const generation = await InferenceSession.create(task.generation, options);
  const generated = await generation.run({
    prompt_ids: int64(prompt, [1, prompt.length]),
    uniforms: new Tensor('float32', Float32Array.from(task.uniforms), [task.uniforms.length]),
    temperature: new Tensor('float64', Float64Array.of(task.temperature), []),
    top_k: int64([task.topK], []),
    ...Object.fromEntries(task.states.map((name) => [`${name}_in`, zeros()])),
  });
  return Array.from(generated.generated_ids.data, Number);
};

const results = [];
for (const graphOptimizationLevel of task.levels) {
  const options = { graphOptimizationLevel };
  results.push({ logits: await readInTwo(options), ids: await generate(options) });
}

console.log(JSON.stringify(results));
