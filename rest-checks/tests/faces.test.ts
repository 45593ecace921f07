/**
 * Both faces are one: every call of every procedure, by everybody whom rights tell apart, over tRPC
 * in one world and over REST in another that is made alike, comes to the same.
 */
import { factsOf, PROCEDURE_NAMES, type ProcedureName } from "@daybook/api/reference/procedures";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CALLS } from "../src/calls.ts";
import { comparing } from "../src/comparable.ts";
import { concernsGuest, makeScene, type Scene } from "../src/scene.ts";
import {
  type CalledRoute,
  type Input,
  type Outcome,
  routesOf,
  startWorld,
  type World,
} from "../src/world.ts";

/** Who calls, from the least right to the most: a call that is refused leaves all as it was. */
const CALLERS = {
  nobody: () => undefined,
  stranger: ({ people }: World) => people.dan.accessToken,
  viewer: ({ people }: World) => people.cleo.accessToken,
  reader: (_: World, { readToken }: Scene) => readToken,
  editor: ({ people }: World) => people.bea.accessToken,
  owner: ({ people }: World) => people.ada.accessToken,
  administrator: ({ people }: World) => people.eve.accessToken,
  guest: (_: World, { guest }: Scene) => guest.accessToken,
} as const satisfies Record<string, (world: World, scene: Scene) => string | undefined>;

type CallerName = keyof typeof CALLERS;

const OF_ACCOUNTS: readonly CallerName[] = ["nobody", "reader", "guest"];
const OF_THINGS: readonly CallerName[] = [
  "nobody",
  "stranger",
  "viewer",
  "reader",
  "editor",
  "owner",
];

function callersOf(procedure: ProcedureName): readonly CallerName[] {
  // What ends sessions is for the guest of a scene, whose they are.
  if (procedure.startsWith("auth.")) return OF_ACCOUNTS;
  return /^(admin|audit)\./.test(procedure) ? [...OF_THINGS, "administrator"] : OF_THINGS;
}

type Face = (world: World, route: CalledRoute, input: Input, token?: string) => Promise<Outcome>;

const overTrpc: Face = (world, { procedure }, input, token) => world.trpc(procedure, input, token);
const overRest: Face = (world, route, input, token) => world.rest(route, input, token);

/** Everything that a world tells of one call, by each caller in turn, and of the state after it. */
class Teller {
  readonly #comparable = comparing();
  #scenes = 0;
  #read: Promise<Scene> | undefined;

  readonly world: World;
  readonly #face: Face;

  constructor(world: World, face: Face) {
    this.world = world;
    this.#face = face;
  }

  async tell(route: CalledRoute, call: (scene: Scene) => Input): Promise<[string, unknown][]> {
    const isWrite = factsOf(route.procedure).type === "mutation";
    // What is only read can be read by all of the calls that do no more.
    const scene = await (isWrite
      ? this.#newScene(concernsGuest(route.procedure))
      : (this.#read ??= this.#newScene(true)));
    const told: [string, unknown][] = [];
    for (const caller of callersOf(route.procedure)) {
      const token = CALLERS[caller](this.world, scene);
      const outcome = await this.#face(this.world, route, call(scene), token);
      told.push([caller, this.#comparable.of({ outcome: withoutDenials(outcome) })]);
      // What was refused must have left all as it was: the next look would tell.
      if (outcome.ok && isWrite)
        told.push([`after ${caller}`, this.#comparable.of(await this.#state(scene))]);
    }
    told.push(["in the end", this.#comparable.of(await this.#state(scene))]);
    return told;
  }

  #newScene(withGuest: boolean): Promise<Scene> {
    this.#scenes += 1;
    return makeScene(this.world, { number: this.#scenes, withGuest });
  }

  /** Always asked in the same way: it is what was done that is compared here. */
  async #state({ seriesId, calendarId, deletedId }: Scene): Promise<unknown> {
    const token = this.world.people.bea.accessToken;
    const ask = async (name: ProcedureName, input: Input) =>
      (await this.world.trpc(name, input, token)).value;
    return {
      calendar: await ask("calendars.get", { id: calendarId }),
      events: [
        await ask("events.get", { id: seriesId }),
        await ask("events.get", { id: deletedId }),
        await ask("events.list", { calendarIds: [calendarId] }),
      ],
      log: await ask("versions.list", { eventId: seriesId }),
      grants: await ask("sharing.list", {
        resource: { type: "event", id: seriesId },
        includeCalendar: true,
      }),
    };
  }
}

/** Denials are written some time after their answer, and by then maybe not yet. */
function withoutDenials(outcome: object): object {
  const { value } = outcome as { value: { items?: readonly { outcome?: string }[] } };
  if (!Array.isArray(value?.items)) return outcome;
  const items = value.items.filter((item) => item?.outcome !== "denied");
  return { ...outcome, value: { ...value, items } };
}

let trpc: Teller;
let rest: Teller;

beforeAll(async () => {
  trpc = new Teller(await startWorld(), overTrpc);
  rest = new Teller(await startWorld(), overRest);
});
afterAll(async () => {
  await trpc.world[Symbol.asyncDispose]();
  await rest.world[Symbol.asyncDispose]();
});

const cases = PROCEDURE_NAMES.flatMap((procedure) =>
  routesOf(procedure).map((route, index) => ({ procedure, route, call: CALLS[procedure][index] })),
).map(({ route, call, ...of }) => ({ ...of, route, call, name: `${route.method} ${route.path}` }));

describe("[C1] [S3] both faces refuse alike, answer alike and do the same", () => {
  test.each(cases)("$procedure: $name", async ({ route, call }) => {
    if (call === undefined) return expect.fail("there is no call of it");
    const [one, other] = await Promise.all([trpc.tell(route, call), rest.tell(route, call)]);
    expect(other).toEqual(one);
    // Nothing is compared with itself alone: somebody is let through, and mostly somebody is not.
    expect(one.map(([, told]) => told)).toContainEqual(
      expect.objectContaining({ outcome: expect.objectContaining({ ok: true }) }),
    );
    expect(rest.world.problems).toEqual([]);
  });
});
