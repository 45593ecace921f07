/** A server that knows more reasons and kinds than this client: what is not known is handed on (rules C1, C5). */
import { expect, test } from "vitest";
import { createDaybookClient } from "../src/client.ts";
import {
  isConflict,
  isDaybookError,
  isForbidden,
  isInvalidInput,
  isNotFound,
  isRateLimited,
  isServerFault,
  isUnauthenticated,
} from "../src/errors.ts";
import { startFakeServer } from "./_fake-server.ts";
import { startFakeStream } from "./_fake-stream.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

test.for([
  [400, isInvalidInput],
  [401, isUnauthenticated],
  [403, isForbidden],
  [404, isNotFound],
  [409, isConflict],
  [412, isConflict],
  [413, isInvalidInput],
  [422, isInvalidInput],
  [429, isRateLimited],
  [500, isServerFault],
] as const)(
  "[C1] a reason that is not known yet is of its kind by its status: %i",
  async ([status, isOfKind]) => {
    const details = { more: { than: ["before"] } };
    const refusal = { reason: "REASON_OF_TOMORROW", status, details };
    await using server = await startFakeServer(() => ({ refusal }));
    const daybook = createDaybookClient({ url: server.url, retries: 0 });
    const error: unknown = await daybook.events
      .get({ id: ID })
      .catch((failure: unknown) => failure);
    expect(isDaybookError(error)).toBe(true);
    expect(isOfKind(error)).toBe(true);
    expect(error).toMatchObject({ reason: "REASON_OF_TOMORROW", httpStatus: status, details });
  },
);

test("[C5] a field error for a reason that is not known is told with its field", async () => {
  const fieldErrors = [{ path: "id", reason: "REASON_OF_TOMORROW", message: "Why", more: 1 }];
  const refusal = { reason: "REASON_OF_TOMORROW", status: 400, fieldErrors };
  await using server = await startFakeServer(() => ({ refusal }));
  const call = createDaybookClient({ url: server.url }).events.get({ id: ID });
  await expect(call).rejects.toMatchObject({ fieldErrors });
});

test("[C5] kinds of versions and of changes that are not known are handed out as they are", async () => {
  const answer = {
    items: [
      { type: "weather", at: "2026-03-02T08:00:00Z" },
      { type: "event", kind: "grafted" },
    ],
    nextCursor: "next",
    hasMore: false,
  };
  await using server = await startFakeServer(() => ({ data: answer }));
  expect(await createDaybookClient({ url: server.url }).sync.changes()).toEqual(answer);
});

test("[C5] [L3] a stream goes on over items and events of kinds that are not known", async () => {
  await using server = await startFakeStream((subscriber) => {
    subscriber.greet();
    subscriber.write("event: weather\ndata: {}\n\n\n");
    subscriber.say("one", [{ type: "weather" }]);
    subscriber.say("two");
  });
  const daybook = createDaybookClient({ url: server.url, personalToken: "dbp_x" });
  const told: unknown[] = [];
  for await (const { cursor, items } of daybook.sync.subscribe()) {
    told.push([cursor, items]);
    if (cursor === "two") break;
  }
  expect(told).toEqual([
    ["one", [{ type: "weather" }]],
    ["two", []],
  ]);
});
