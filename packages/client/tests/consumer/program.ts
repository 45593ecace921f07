/**
 * A program of somebody who has installed the package and has nothing else of Daybook. It is
 * compiled by several compilers and run against a server, in a folder outside the workspace.
 */
import {
  allItems,
  createDaybookClient,
  DaybookError,
  isDaybookError,
  isForbidden,
  isNotFound,
  isVersionConflict,
  pages,
  type Calendar,
  type Changed,
  type DaybookClient,
  type Event,
  type EventPatch,
  type JsonValue,
  type NewEvent,
  type Occurrence,
  type ServerReason,
  type Stream,
  type SyncItem,
  type SyncMessage,
} from "@daybook/client";
import { fileTokenStore } from "@daybook/client/node";

const PASSWORD = "correct horse battery staple";

/** What came of each step, for the test to look at. */
export async function run(url: string, sessionFile: string): Promise<Record<string, JsonValue>> {
  const ada = createDaybookClient({ url, tokens: fileTokenStore(sessionFile) });
  const bea = createDaybookClient({ url });
  await ada.auth.register({ username: "ada", email: "ada@example.org", password: PASSWORD });
  await bea.auth.register({ username: "bea", email: "bea@example.org", password: PASSWORD });

  const calendar = await ada.calendars.create({ name: "Team", timeZone: "Europe/Berlin" });
  const standup = await ada.events.create(standUpIn(calendar));
  const keys = await keysOf(ada, standup);

  const moved = await ada.events.update({
    id: standup.id,
    scope: "this",
    occurrenceKey: keys[1] ?? "",
    patch: { start: "2026-03-30T11:00:00" },
  });
  const conflict = await conflictOf(ada, moved);
  const later = await again(url, sessionFile);

  const resource = { type: "calendar", id: calendar.id } as const;
  const hidden = await outcomeOf(bea.events.get({ id: standup.id }));
  await ada.sharing.share({ resource, users: [{ username: "bea", role: "viewer" }] });
  const refused = await outcomeOf(bea.events.update({ id: standup.id, scope: "all", patch: {} }));

  const undone = await ada.versions.undo({ eventId: standup.id, version: 2 });
  const diff = await bea.versions.diff({ eventId: standup.id, from: 1, to: 2 });
  const { blame, verify } = bea.versions;
  const blamed = await blame({ eventId: standup.id });
  const { ok } = await verify({ eventId: standup.id });

  return {
    keys,
    merged: moved.merged,
    conflict,
    later,
    hidden,
    refused,
    nearest: await nearestStart(ada, standup),
    zone: await outcomeOf(ada.calendars.create({ name: "X", timeZone: "Europe/Berlln" })),
    changed: diff.fields.map(({ field }) => field),
    undone: "items" in undone ? undone.items.length : undone.event.version,
    followed: await followedBy(bea, ada),
    blamed: blamed.fields.length > 0,
    ok,
    told: await toldTo(bea),
    pages: await countPages(ada),
  };
}

function standUpIn(calendar: Calendar): NewEvent {
  return {
    calendarId: calendar.id,
    title: "Stand-up",
    start: "2026-03-23T09:00:00",
    end: "2026-03-23T09:30:00",
    timeZone: "Europe/Berlin",
    recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" },
    metadata: { room: { floor: 4, tags: ["big"] } },
    // What is not known may be left out in so many words.
    location: undefined,
  };
}

async function keysOf(daybook: DaybookClient, { id }: Event): Promise<string[]> {
  const window = { from: "2026-03-23T00:00:00Z", to: "2026-04-07T00:00:00Z", limit: 2 };
  const keys: string[] = [];
  for await (const occurrence of allItems(daybook.events.occurrences, { ...window, eventId: id })) {
    const { key, timeZone }: Occurrence = occurrence;
    const zone: string | null = timeZone;
    if (zone !== null) keys.push(key);
  }
  return keys;
}

/** Two edits of one field that began at the same version. */
async function conflictOf(daybook: DaybookClient, { event }: Changed): Promise<JsonValue> {
  const edit = (patch: EventPatch) =>
    daybook.events.update({ id: event.id, scope: "all", patch, baseVersion: event.version });
  await edit({ location: "Room 4" });
  try {
    await edit({ location: "Room 5" });
    return "no conflict";
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
    const { baseVersion, currentVersion, conflicts } = error.details;
    const sides: JsonValue[] = conflicts.map(({ field, yours, theirs }) => [field, yours, theirs]);
    return [currentVersion - baseVersion, ...sides];
  }
}

/** A process that comes later has the session that was kept. */
async function again(url: string, sessionFile: string): Promise<string> {
  const daybook = createDaybookClient({ url, tokens: fileTokenStore(sessionFile) });
  const { username } = await daybook.auth.me();
  return username;
}

async function nearestStart(daybook: DaybookClient, { id }: Event): Promise<string | null> {
  try {
    const patch = { recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU" } };
    await daybook.events.update({ id, scope: "all", patch });
    return null;
  } catch (error) {
    if (!isDaybookError(error)) throw error;
    // Comparing the reason says what the details are.
    if (error.reason === "START_NOT_IN_RULE") {
      const nearest: string | null = error.details.nearest;
      return nearest;
    }
    if (error.reason === "EXCEPTIONS_ORPHANED") {
      const keys: readonly string[] = error.details.keys;
      return keys.join();
    }
    throw error;
  }
}

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (!(error instanceof DaybookError)) throw error;
    const id: string | null = error.requestId;
    const kind = isNotFound(error) ? "hidden" : isForbidden(error) ? "forbidden" : "else";
    return `${kind} ${error.reason} ${id === null ? "" : "told"}`;
  }
}

/** What a first sync tells, by kind. */
async function toldTo(daybook: DaybookClient): Promise<string[]> {
  const { items, nextCursor, hasMore } = await daybook.sync.changes();
  const more: boolean = hasMore;
  const cursor: string = nextCursor;
  return more || cursor === "" ? ["too much"] : [...new Set(items.map(nameOf))].sort();
}

function nameOf(item: SyncItem): string {
  switch (item.type) {
    case "event":
      return item.event === null ? "an event that is gone" : `event ${item.event.title}`;
    case "calendar":
      return `calendar ${item.calendar?.name ?? ""}`;
    case "added":
    case "removed":
    case "role":
      return `${item.type} ${item.resource.type} ${item.cause}`;
  }
}

/** What a stream tells of a change that is made while it is read. */
async function followedBy(reader: DaybookClient, writer: DaybookClient): Promise<string[]> {
  const { nextCursor } = await reader.sync.changes();
  const stream: Stream<SyncMessage> = reader.sync.subscribe({ cursor: nextCursor });
  const told: string[] = [];
  const { items } = await writer.calendars.list();
  const team = items.find(({ name }) => name === "Team");
  const day = { start: "2026-06-01", end: "2026-06-02" };
  await writer.events.create({ calendarId: team?.id, title: "Outing", ...day });
  for await (const message of stream) {
    told.push(...message.items.map(nameOf));
    if (told.length > 0) break;
  }
  return told;
}

async function countPages(daybook: DaybookClient): Promise<number> {
  const day = { start: "2026-05-04", end: "2026-05-05" };
  const titles = ["one", "two", "three"];
  await daybook.events.createMany({ events: titles.map((title) => ({ title, ...day })) });
  let count = 0;
  for await (const { items } of pages(daybook.events.list, { limit: 2 })) {
    count += items.length > 0 ? 1 : 0;
  }
  return count;
}

/** The part of OpenTelemetry's API that a client's calls are traced with. */
interface Tracing {
  startActiveSpan<Work extends (span: { end(): void }) => unknown>(
    name: string,
    work: Work,
  ): ReturnType<Work>;
  inject(carrier: Record<string, string>): void;
}

/** A client whose calls are spans; nobody calls it. */
export function traced(url: string, tracing: Tracing): DaybookClient {
  return createDaybookClient({
    url,
    aroundCall: ({ procedure }, proceed) =>
      tracing.startActiveSpan(procedure, async (span) => {
        const headers: Record<string, string> = {};
        tracing.inject(headers);
        return proceed(headers).finally(() => span.end());
      }),
  });
}

/** What does not compile; nobody calls it. */
export function mistakes(daybook: DaybookClient, event: Event): void {
  // @ts-expect-error a title is needed
  void daybook.events.create({ start: "2026-03-23" });
  // @ts-expect-error no such scope
  void daybook.events.delete({ id: event.id, scope: "some" });
  // @ts-expect-error no such key
  void daybook.events.get({ id: event.id, versoin: 1 });
  // @ts-expect-error a question takes no idempotency key
  void daybook.events.get({ id: event.id }, { idempotencyKey: "one" });
  // @ts-expect-error a title is a text
  const title: number = event.title;
  // @ts-expect-error no such reason
  const reason: ServerReason = "NO_SUCH_REASON";
  const update = daybook.sharing.update;
  const resource = { type: "event", id: event.id } as const;
  // @ts-expect-error owners are not made by grants
  void update({ resource, userId: `${title}${reason}`, role: "owner" });
}
