import type { ProcedureName } from "@daybook/api/reference/procedures";
import { PASSWORD, type Session, type World } from "./world.ts";

/** What a call can be about: made afresh for each, alike in every world. */
export interface Scene {
  readonly ada: Session;
  readonly bea: Session;
  readonly cleo: Session;
  /** Somebody who is only there for this scene, with a session besides the one that calls. */
  readonly guest: Guest;
  /** Ada's calendar, that bea edits and cleo views, and another of hers that bea edits. */
  readonly calendarId: string;
  readonly otherCalendarId: string;
  /** A series in the calendar at its second version, and the change set of that. */
  readonly seriesId: string;
  readonly changeSetId: string;
  /** An event that was deleted. */
  readonly deletedId: string;
  readonly feedId: string;
  /** A personal token of Ada's that may only read. */
  readonly readToken: string;
}

interface Guest extends Session {
  readonly otherSessionId: string;
  readonly tokenId: string;
}

/** Which scene it is, and whether its guest is called upon: signing in takes long. */
export interface SceneOptions {
  readonly number: number;
  readonly withGuest: boolean;
}

export const SERIES = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" },
};

export async function makeScene(world: World, { number, withGuest }: SceneOptions): Promise<Scene> {
  const { ada, bea, cleo } = world.people;
  const asAda = <T extends object>(name: Parameters<World["do"]>[0], input: object): Promise<T> =>
    world.do<T>(name, { ...input }, ada.accessToken);
  const calendar = await asAda<{ id: string }>("calendars.create", {
    name: "Team",
    timeZone: "Europe/Berlin",
  });
  const other = await asAda<{ id: string }>("calendars.create", {
    name: "Project",
    timeZone: "Europe/Berlin",
  });
  const editor = { userId: bea.user.id, role: "editor" };
  const viewer = { userId: cleo.user.id, role: "viewer" };
  for (const [id, users] of [
    [calendar.id, [editor, viewer]],
    [other.id, [editor]],
  ] as const) {
    await asAda("sharing.share", { resource: { type: "calendar", id }, users });
  }
  const series = await asAda<{ id: string }>("events.create", {
    calendarId: calendar.id,
    ...SERIES,
  });
  const { changeSetId } = await asAda<{ changeSetId: string }>("events.update", {
    id: series.id,
    scope: "all",
    patch: { location: "Room 4" },
  });
  const lunch = await asAda<{ id: string }>("events.create", {
    calendarId: calendar.id,
    title: "Lunch",
    start: "2026-03-03T12:00:00",
  });
  await asAda("events.delete", { id: lunch.id });
  await asAda("sharing.share", { resource: { type: "event", id: series.id }, users: [viewer] });
  const feed = await asAda<{ id: string }>("feeds.create", { calendarId: calendar.id });
  const { token } = await asAda<{ token: string }>("auth.tokens.create", {
    name: "Reader",
    scopes: ["read"],
  });
  return {
    ada,
    bea,
    cleo,
    guest: withGuest ? await makeGuest(world, `guest-${number}`) : NO_GUEST,
    calendarId: calendar.id,
    otherCalendarId: other.id,
    seriesId: series.id,
    changeSetId,
    deletedId: lunch.id,
    feedId: feed.id,
    readToken: token,
  };
}

const NO_GUEST: Guest = {
  user: { id: "", username: "" },
  accessToken: "",
  refreshToken: "",
  otherSessionId: "",
  tokenId: "",
};

/** Whether a call of this procedure is about the guest of its scene. */
export function concernsGuest(procedure: ProcedureName): boolean {
  return /^(auth|admin)\./.test(procedure);
}

async function makeGuest(world: World, username: string): Promise<Guest> {
  const guest = await world.register(username);
  await world.do("auth.login", { login: username, password: PASSWORD });
  const { items } = await world.do<{ items: { id: string; current: boolean }[] }>(
    "auth.sessions.list",
    {},
    guest.accessToken,
  );
  const other = items.find(({ current }) => !current);
  const { id } = await world.do<{ id: string }>(
    "auth.tokens.create",
    { name: "Script", scopes: ["read", "write"] },
    guest.accessToken,
  );
  return { ...guest, otherSessionId: other?.id ?? "", tokenId: id };
}
