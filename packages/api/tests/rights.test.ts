import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appRouter } from "../src/router.ts";
import type { GrantView } from "../src/sharing/sharing.schema.ts";
import { startWorld, type TestWorld } from "./auth/_processes.ts";
import { person, type Person } from "./_people.ts";
import { CALENDAR_ROWS, EVENT_ROWS, type Right, type Row } from "./_rights-rows.ts";
import { type Held, makeScene, outcomeOf } from "./_rights-scene.ts";

const VIEWER = { role: "viewer" } as const;
const LOUD_VIEWER = { role: "viewer", canShare: true, canDelete: true } as const;
const EDITOR = { role: "editor" } as const;
const SHARER = { role: "editor", canShare: true } as const;
const DELETER = { role: "editor", canDelete: true } as const;
const FULL_EDITOR = { role: "editor", canShare: true, canDelete: true } as const;

/** What somebody holds, and what the table of S1 gives them for it, on each kind of thing. */
interface Standing extends Held {
  readonly name: string;
  /** The role that the caller is told to have. */
  readonly actual: {
    readonly event: GrantView["role"] | null;
    readonly calendar: GrantView["role"] | null;
  };
  readonly may: { readonly event: readonly Right[]; readonly calendar: readonly Right[] };
}

const READER: readonly Right[] = ["read"];
const WRITER: readonly Right[] = ["read", "edit", "remove their own", "list all grants"];
const ALL: readonly Right[] = [...WRITER, "remove others'", "share", "own"];

const STANDINGS: readonly Standing[] = [
  standing("a stranger", {}, { event: [], calendar: [] }),
  standing("a viewer of the calendar", { calendar: VIEWER }, { event: READER, calendar: READER }),
  standing(
    "a viewer of the calendar whose grant has flags",
    { calendar: LOUD_VIEWER },
    { event: READER, calendar: READER },
  ),
  standing("an editor of the calendar", { calendar: EDITOR }, { event: WRITER, calendar: WRITER }),
  standing(
    "an editor of the calendar who may share",
    { calendar: SHARER },
    { event: [...WRITER, "share"], calendar: [...WRITER, "share"] },
  ),
  standing(
    "an editor of the calendar who may delete",
    { calendar: DELETER },
    { event: [...WRITER, "remove others'"], calendar: WRITER },
  ),
  standing(
    "an editor of the calendar with both",
    { calendar: FULL_EDITOR },
    { event: [...WRITER, "remove others'", "share"], calendar: [...WRITER, "share"] },
  ),
  standing("a viewer of the events", { events: VIEWER }, { event: READER, calendar: [] }),
  standing(
    "a viewer of the events whose grants have flags",
    { events: LOUD_VIEWER },
    { event: READER, calendar: [] },
  ),
  standing("an editor of the events", { events: EDITOR }, { event: WRITER, calendar: [] }),
  standing(
    "an editor of the events who may share",
    { events: SHARER },
    { event: [...WRITER, "share"], calendar: [] },
  ),
  standing(
    "an editor of the events who may delete",
    { events: DELETER },
    { event: [...WRITER, "remove others'"], calendar: [] },
  ),
  standing(
    "an editor of the events, viewer of the calendar with flags",
    { calendar: LOUD_VIEWER, events: EDITOR },
    { event: WRITER, calendar: READER },
  ),
  standing(
    "an editor of the calendar, viewer of the events with flags",
    { calendar: EDITOR, events: LOUD_VIEWER },
    { event: WRITER, calendar: WRITER },
  ),
  standing(
    "an editor of both, who may share there and delete here",
    { calendar: SHARER, events: DELETER },
    { event: [...WRITER, "share", "remove others'"], calendar: [...WRITER, "share"] },
  ),
  standing("the owner", { owns: true }, { event: ALL, calendar: ALL }),
];

function standing(name: string, held: Held, may: Standing["may"]): Standing {
  const role = (rights: readonly Right[]): GrantView["role"] =>
    rights.includes("own") ? "owner" : rights.includes("edit") ? "editor" : "viewer";
  const actual = {
    event: may.event.length === 0 ? null : role(may.event),
    calendar: may.calendar.length === 0 ? null : role(may.calendar),
  };
  return { name, ...held, may, actual };
}

/** What a refusal says is needed (rule S3): the next role, and a flag where it would do as well. */
function missing(needs: Right, actual: GrantView["role"]) {
  switch (needs) {
    case "remove their own":
    case "remove others'":
      return { required: actual === "viewer" ? "editor" : "owner", flag: "canDelete" };
    case "share":
      return { required: actual === "viewer" ? "editor" : "owner", flag: "canShare" };
    case "own":
      return { required: "owner" };
    case "read":
    case "edit":
    case "list all grants":
      return { required: "editor" };
  }
}

let world: TestWorld;
let guest: Person;

beforeAll(async () => {
  world = await startWorld();
  guest = await person(world);
});

afterAll(() => world[Symbol.asyncDispose]());

/** What needs the scene as it was made; what is written besides leaves enough of it. */
const FRESH = new Set<Right>(["read", "remove others'", "remove their own", "own"]);
const WRITES_NOTHING = new Set<Right>(["read", "list all grants"]);

function expectedOf({ name, needs, first, on }: Row, { may, actual: roles }: Standing) {
  const actual = roles[on];
  if (may[on].includes(needs)) return "yes";
  if (actual === null || name.endsWith("with somebody else's)")) return "NOT_FOUND";
  const asked = first === undefined || may[on].includes(first) ? needs : first;
  return { ...missing(asked, actual), actual };
}

describe("[S1] [S2] [S3] who may do what, over every procedure", () => {
  test.each(STANDINGS)("[S1] $name", async (at) => {
    const owner = await person(world);
    const cast = { owner, guest, who: at.owns === true ? owner : await person(world) };
    let scene = await makeScene(at, cast);
    let changed = false;
    const seen: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const row of [...EVENT_ROWS, ...CALENDAR_ROWS]) {
      expected[row.name] = expectedOf(row, at);
      if (changed && FRESH.has(row.needs)) {
        scene = await makeScene(at, cast);
        changed = false;
      }
      seen[row.name] = await outcomeOf(row, cast.who, scene);
      changed ||= seen[row.name] === "yes" && !WRITES_NOTHING.has(row.needs);
    }
    expect(seen).toEqual(expected);
  });

  test("[S1] no procedure is left out that is about an event or a calendar", () => {
    const about = new Set([...EVENT_ROWS, ...CALENDAR_ROWS].map(({ procedure }) => procedure));
    const left = Object.keys(appRouter._def.procedures).filter(
      (name) => !about.has(name) && !OTHERS.some((other) => name.startsWith(other)),
    );
    expect(left).toEqual([]);
  });
});

/** Procedures that name no event and no calendar of somebody else's, and those tested elsewhere. */
const OTHERS = [
  "auth.",
  "admin.",
  "meta.",
  "schedule.",
  "sync.",
  "calendars.create",
  // Of the caller's own feeds; leaving is open to everyone.
  "feeds.list",
  "feeds.revoke",
  "sharing.leave",
];
