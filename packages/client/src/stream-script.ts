import type { Stream, StreamOptions } from "./api-types.ts";

/** What a stream says, to each of its readers from the beginning. */
export interface StreamScript<Message> {
  /** Says one more message. */
  push(message: Message): void;
  /** Lets the stream fail where its readers have read all messages. */
  fail(error: Error): void;
  /** How many read it: those that have begun and neither left nor failed. */
  readonly readers: number;
}

const OPEN = Symbol("open");

/** @internal */
export interface OpenableScript<Message> extends StreamScript<Message> {
  [OPEN](options: StreamOptions): Stream<Message>;
}

/**
 * A stream for tests. After its last message it stays open, as real ones do, until its reader
 * leaves, its signal aborts, or it is told to fail.
 *
 * @example
 * const changes = streamOf(aSyncMessage({ items: [] }));
 * const daybook = fakeDaybook({ "sync.subscribe": changes });
 * changes.push(aSyncMessage({ items: [aSyncEvent(anEvent({ title: "New" }))] }));
 */
export function streamOf<Message>(...messages: Message[]): StreamScript<Message> {
  const said = [...messages];
  let failure: Error | undefined;
  let readers = 0;
  const wakers = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of wakers) wake();
  };

  async function* read(signal: AbortSignal): AsyncGenerator<Message, void, undefined> {
    readers += 1;
    try {
      for (let place = 0; ;) {
        if (signal.aborted) return;
        if (place < said.length) {
          yield copyOf(said[place] as Message);
          place += 1;
        } else if (failure !== undefined) {
          throw failure;
        } else {
          await change(signal);
        }
      }
    } finally {
      readers -= 1;
    }
  }

  /** Until something is said, or the reader is to stop. */
  function change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        wakers.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      wakers.add(wake);
      signal.addEventListener("abort", wake);
    });
  }

  const script: OpenableScript<Message> = {
    push(message) {
      said.push(message);
      wakeAll();
    },
    fail(error) {
      failure = error;
      wakeAll();
    },
    get readers() {
      return readers;
    },
    [OPEN]: ({ signal }) => {
      const stopping = new AbortController();
      const stop = (): void => stopping.abort();
      if (signal?.aborted === true) stop();
      signal?.addEventListener("abort", stop, { once: true });
      const iterator = read(stopping.signal);
      return {
        async next() {
          const result = await iterator.next();
          if (result.done === true) signal?.throwIfAborted();
          return result;
        },
        return() {
          signal?.removeEventListener("abort", stop);
          stop();
          return iterator.return();
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
  return script;
}

/** @internal */
export function openScript(script: StreamScript<unknown>, options: StreamOptions): Stream<unknown> {
  // `streamOf` is the only one who makes scripts.
  return (script as OpenableScript<unknown>)[OPEN](options);
}

/** What a program does to a message is not seen by the next reader. */
function copyOf<Message>(message: Message): Message {
  return JSON.parse(JSON.stringify(message)) as Message;
}
