import type { OperationExample } from "@daybook/api/rest/examples";
import { operationIdOf } from "@daybook/api/rest/operation-id";
import { factsOf, PROCEDURE_NAMES, type ProcedureName } from "@daybook/api/reference/procedures";
import { CALLS } from "./calls.ts";
import { requestOf } from "./requests.ts";
import { Rewriter } from "./rewritten.ts";
import { concernsGuest, makeScene, type Scene } from "./scene.ts";
import { routesOf, type World } from "./world.ts";

/** Long before the events of the scenes. */
const BASE = Date.parse("2026-02-20T08:00:00Z");
const ROUND_TO_SECONDS = 15 * 60;

/** Texts of the right form that open nothing. */
const MEMBERS = {
  accessToken: "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl",
  refreshToken: `dbr_${"A".repeat(43)}`,
  token: `dbp_${"A".repeat(43)}`,
  cursor: "eyJhZnRlciI6Mn0",
  nextCursor: "eyJhZnRlciI6Mn0",
  requestId: "019c7a3e-1b00-7000-8000-0000000000ff",
  timeZoneData: "2026a",
  storedTimeZoneData: "2026a",
};

/**
 * Every operation once, as it was run: a request, and what the server answered to it, with ids,
 * instants and secrets that are the same whenever and wherever it is run.
 */
export async function runExamples(world: World): Promise<Record<string, OperationExample>> {
  const examples: Record<string, OperationExample> = {};
  let number = 0;
  for (const procedure of PROCEDURE_NAMES) {
    for (const [index, route] of routesOf(procedure).entries()) {
      const call = CALLS[procedure][index];
      if (call === undefined) throw new Error(`There is no call of ${route.path}.`);
      number += 1;
      const scene = await makeScene(world, { number, withGuest: concernsGuest(procedure) });
      const input = call(scene);
      const { ok, value } = await world.rest(route, input, tokenFor(procedure, world, scene));
      if (!ok) throw new Error(`${procedure}: ${JSON.stringify(value)}`);
      const { params, query, body } = requestOf(route, input);
      const answer =
        factsOf(procedure).type === "subscription" ? `data: ${JSON.stringify(value)}\n\n` : value;
      examples[operationIdOf(procedure, index)] = rewritten({
        params,
        query,
        ...(body === undefined ? {} : { body }),
        answer,
      });
    }
  }
  return examples;
}

/** Somebody who may: of most things their owner, who cannot leave what is theirs. */
function tokenFor(procedure: ProcedureName, { people }: World, scene: Scene): string | undefined {
  if (factsOf(procedure).reach === "public") return undefined;
  if (procedure.startsWith("auth.")) return scene.guest.accessToken;
  if (procedure.startsWith("admin.")) return people.eve.accessToken;
  return procedure === "sharing.leave" ? people.cleo.accessToken : people.ada.accessToken;
}

function rewritten(example: OperationExample): OperationExample {
  const rewriter = new Rewriter({
    id: (number) => `019c7a3e-1b00-7000-8000-${String(number).padStart(12, "0")}`,
    instant: (seconds) => {
      const rounded = Math.round(seconds / ROUND_TO_SECONDS) * ROUND_TO_SECONDS;
      return new Date(BASE + rounded * 1_000).toISOString().replace(".000", "");
    },
    members: MEMBERS,
    without: new Set(),
    feedSecret: `dbf_${"A".repeat(43)}`,
    origin: "https://daybook.example.org",
    fileInstant: "20260220T080000Z",
  });
  const { answer, ...request } = example;
  // The text of a stream has members as well.
  const told =
    typeof answer === "string"
      ? `data: ${JSON.stringify(rewriter.of(JSON.parse(answer.slice("data: ".length))))}\n\n`
      : rewriter.of(answer);
  // What is rewritten has the form that it had.
  return { ...(rewriter.of(request) as Omit<OperationExample, "answer">), answer: told };
}
