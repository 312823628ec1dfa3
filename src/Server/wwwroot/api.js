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

export const get = path => request(path, {});

export const post = async (path, body) => (await send(path, body)).json();

/** Yields the events of a streamed answer: each time, the list of all that have come. */
export async function* stream(path, body, signal) {
  const response = await send(path, { ...body, stream: true }, signal);
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

const request = async (path, options) => (await answer(path, options)).json();

const send = (path, body, signal) =>
  answer(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

async function answer(path, options) {
  const key = sessionStorage.getItem(keyName);
  const headers = key ? { ...options.headers, Authorization: `Bearer ${key}` } : options.headers;
  const response = await fetch(path, { ...options, headers }).catch(unreachable);
  if (!response.ok) {
    throw new ApiError(await messageOf(response), response.status);
  }

  return response;
}

const read = reader => reader.read().catch(error => {
  throw error.name === "AbortError" ? error : new ApiError("The connection broke before the text ended.");
});

function unreachable(error) {
  throw error.name === "AbortError" ? error : new ApiError(`The server at ${location.host} does not answer.`);
}

async function messageOf(response) {
  const body = await response.json().catch(() => null);
  return body?.error?.message ?? `The server answered ${response.status} ${response.statusText}.`;
}
