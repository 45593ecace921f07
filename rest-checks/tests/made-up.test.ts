/** Requests that are made from the document, valid by it or broken in one place. */
import { databaseState } from "@daybook/server/testing/database-state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type MadeRequest, madeRequests } from "../src/made-requests.ts";
import { makeScene } from "../src/scene.ts";
import { ask, startWorld, type World } from "../src/world.ts";

/** Another seed makes other requests; more runs, more of them. */
const SEED = Number(process.env["DAYBOOK_CHECK_SEED"] ?? 1);
const RUNS = Number(process.env["DAYBOOK_CHECK_RUNS"] ?? 250);

test("[C1] [C5] whatever is asked, the answer is one that the document describes, and what was refused has written nothing", async () => {
  await using world = await startWorld();
  const scene = await makeScene(world, { number: 1, withGuest: false });
  // Sessions: the use of a personal token is noted, whatever becomes of the call.
  const tokens = [scene.ada, scene.bea, scene.cleo].map(({ accessToken }) => accessToken);
  const statuses = new Map<number, number>();
  let state = await databaseState(world.database);

  const property = fc.asyncProperty(
    madeRequests(world.contract.document, scene),
    fc.constantFrom(...tokens),
    async (request, token) => {
      const { status, text } = await send(world, request, token);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect({ request, status, text: status < 500 ? "" : text }).toMatchObject({ text: "" });
      expect(world.problems).toEqual([]);
      if (request.method === "GET" && status < 300) return;
      const now = await databaseState(world.database);
      if (status >= 400) expect({ request, status, state: now }).toMatchObject({ state });
      state = now;
    },
  );
  await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
  // Requests that are all refused, or all granted, would show little.
  expect(statuses.get(200)).toBeGreaterThan(RUNS / 20);
  expect(statuses.get(400)).toBeGreaterThan(RUNS / 20);
});

async function send(world: World, { method, path, body, headers }: MadeRequest, token: string) {
  const answer = await ask(`${world.server.url}/api${path}`, {
    method,
    token,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  world.problems.push(...world.contract.problemsIn({ method, path, body, answer }));
  return answer;
}
