// The API, as any client uses it.

const keyName = "charrnn.key";

/** A refused request, or a server that does not answer. The message is for people. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Keeps the key until the tab is closed. */
export const setKey = key => sessionStorage.setItem(keyName, key);

export const hasKey = () => sessionStorage.getItem(keyName) !== null;

export const get = async path => (await answer(path, {})).json();

/** Posts lines, and returns the answer to each. */
export async function postLines(path, lines) {
  const body = lines.map(line => JSON.stringify(line)).join("\n");
  const answers = await (await send(path, body, "application/x-ndjson")).text().catch(broken);
  const parsed = answers.split("\n").filter(Boolean).map(JSON.parse);
  if (parsed.length < lines.length) {
    throw new ApiError(parsed.at(-1)?.error?.message ?? "The answer ended before the lines did.");
  }

  return parsed;
}

/** Yields the events of a streamed answer: each time, the list of all that have come. */
export async function* stream(path, body, signal) {
  const response = await send(path, JSON.stringify({ ...body, stream: true }), "application/json", signal);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (let part = await read(reader); !part.done; part = await read(reader)) {
    const events = (rest + decoder.decode(part.value, { stream: true })).split("\n\n").map(event => event.replace(/^data: /, ""));
    rest = events.pop();
    const isEnd = events.at(-1) === "[DONE]";
    yield events.slice(0, isEnd ? -1 : undefined).map(parse);
    if (isEnd) {
      return;
    }
  }

  throw new ApiError("The connection ended before the text did.");
}

function parse(data) {
  const event = JSON.parse(data);
  if (event.error) {
    throw new ApiError(event.error.message);
  }

  return event;
}

const send = (path, body, type, signal) => answer(path, { method: "POST", headers: { "Content-Type": type }, body, signal });

async function answer(path, options) {
  const key = sessionStorage.getItem(keyName);
  const headers = key ? { ...options.headers, Authorization: `Bearer ${key}` } : options.headers;
  const response = await fetch(path, { ...options, headers }).catch(unreachable);
  if (!response.ok) {
    throw new ApiError(await messageOf(response), response.status);
  }

  return response;
}

const read = reader => reader.read().catch(broken);

function broken(error) {
  throw error.name === "AbortError" ? error : new ApiError("The connection broke before the answer ended.");
}

function unreachable(error) {
  throw error.name === "AbortError" ? error : new ApiError(`The server at ${location.host} does not answer.`);
}

async function messageOf(response) {
  const body = await response.json().catch(() => null);
  return body?.error?.message ?? `The server answered ${response.status} ${response.statusText}.`;
}
