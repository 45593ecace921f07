import type { RequestContext } from "../../src/rpc/context.ts";
import type { ErrorData } from "../../src/rpc/errors.ts";
import type { SyncMessage } from "../../src/sync/subscribe.schema.ts";
import { refusalOf, type TestProcess } from "../auth/_processes.ts";

type SubscribeInput = Parameters<ReturnType<TestProcess["as"]>["sync"]["subscribe"]>[0];

/** One reader of `sync.subscribe`, as far as the procedure knows one. */
export interface Reader extends AsyncDisposable {
  /** The next message; rejects with what the stream ends by. */
  next(): Promise<SyncMessage>;
  /** The next message that holds an item, or else says that there is no more. */
  nextChange(): Promise<SyncMessage>;
  /** What the stream ends by, after whatever still comes. */
  end(): Promise<ErrorData>;
  /** Goes away without a word, as a broken connection does. */
  leave(): void;
}

export async function subscribe(
  process: TestProcess,
  token: string,
  input: SubscribeInput = {},
  from: Partial<RequestContext> = {},
): Promise<Reader> {
  const connection = new AbortController();
  const caller = process.as(token, from, connection.signal);
  const messages = (await caller.sync.subscribe(input))[Symbol.asyncIterator]();

  async function next(): Promise<SyncMessage> {
    const { value, done } = await messages.next();
    if (done === true) throw new Error("the stream has ended without a reason");
    // In this process a message comes as the server sends it: with its id before it.
    const [id, message] = value as unknown as [string, SyncMessage];
    if (id !== message.cursor) throw new Error("the id is not the cursor");
    return message;
  }

  return {
    next,
    async nextChange() {
      for (;;) {
        const message = await next();
        if (message.items.length > 0) return message;
      }
    },
    end: () =>
      refusalOf(
        (async () => {
          for (;;) await next();
        })(),
      ),
    leave: () => connection.abort(),
    async [Symbol.asyncDispose]() {
      connection.abort();
      await messages.return?.();
    },
  };
}
