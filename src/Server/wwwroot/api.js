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

/** Yields the events of a streamed answer as they come. */
export async function* stream(path, body, signal) {
  const response = await send(path, { ...body, stream: true }, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await read(reader); !part.done; part = await read(reader)) {
    const events = (rest + part.value).split("\n\n");
    rest = events.pop();
    for (const data of events.map(event => event.replace(/^data: /, ""))) {
      if (data === "[DONE]") {
        return;
      }

      const event = JSON.parse(data);
      if (event.error) {
        throw new ApiError(event.error.message);
      }

      yield event;
    }
  }

  throw new ApiError("The connection ended before the text did.");
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
