/** Every way to look at something that is shared. */
import { type DaybookClient, isDaybookError, type SyncItem } from "@daybook/client";
import { randomBytes } from "node:crypto";
import type { Secret } from "./secret.ts";

/** What a reader keeps from before the right is lost, to try it again afterwards. */
export interface Kept {
  readonly cursors: Map<string, string>;
  feedUrl: string | undefined;
}

export interface Eye {
  readonly name: string;
  /** Reads; what it gives back is looked through for the secret. */
  readonly look: (client: DaybookClient, secret: Secret, kept: Kept) => Promise<unknown>;
  /** An answer of any kind tells of the event: who may not see it is refused. */
  readonly byId?: true;
}

const window = ({ startsAt }: Secret) => ({
  from: startsAt,
  to: new Date(Date.parse(startsAt) + 3_600_000).toISOString(),
});

export const EYES: readonly Eye[] = [
  { name: "events.get", byId: true, look: (c, { eventId }) => c.events.get({ id: eventId }) },
  { name: "events.list", look: (c) => c.events.list({ limit: 200 }) },
  {
    name: "events.list deleted",
    look: (c) => c.events.list({ limit: 200, includeDeleted: true, order: "updatedAt" }),
  },
  { name: "events.occurrences", look: (c, secret) => c.events.occurrences(window(secret)) },
  {
    name: "events.occurrences of it",
    look: (c, secret) => c.events.occurrences({ ...window(secret), eventId: secret.eventId }),
  },
  { name: "events.search", look: (c, { word }) => c.events.search({ query: word, limit: 50 }) },
  {
    name: "events.export",
    byId: true,
    look: (c, { eventId }) => c.events.export({ eventId }),
  },
  {
    name: "events.export calendar",
    look: (c, { calendarId }) => c.events.export({ calendarId }),
  },
  {
    name: "events.conflicts",
    byId: true,
    look: (c, secret) => c.events.conflicts({ eventId: secret.eventId, until: window(secret).to }),
  },
  {
    name: "events.get at a version",
    byId: true,
    look: (c, { eventId }) => c.events.get({ id: eventId, version: 1 }),
  },
  {
    name: "events.get at an instant",
    byId: true,
    look: (c, { eventId, seenAt }) => c.events.get({ id: eventId, at: seenAt }),
  },
  {
    name: "events.occurrences at an instant",
    look: (c, secret) => c.events.occurrences({ ...window(secret), at: secret.seenAt }),
  },
  {
    name: "events.changes",
    look: (c, secret) => c.events.changes({ ...window(secret), since: secret.createdBefore }),
  },
  {
    name: "sharing.list at an instant",
    byId: true,
    look: (c, { eventId, seenAt }) =>
      c.sharing.list({ resource: { type: "event", id: eventId }, at: seenAt }),
  },
  {
    name: "versions.list",
    byId: true,
    look: (c, { eventId }) => c.versions.list({ eventId, limit: 200 }),
  },
  {
    name: "versions.get",
    byId: true,
    look: (c, { eventId }) => c.versions.get({ eventId, version: 1 }),
  },
  {
    name: "versions.diff",
    byId: true,
    look: (c, secret) =>
      c.versions.diff({ eventId: secret.eventId, from: 1, to: 2, window: window(secret) }),
  },
  { name: "versions.verify", byId: true, look: (c, { eventId }) => c.versions.verify({ eventId }) },
  {
    name: "sharing.list",
    byId: true,
    look: (c, { eventId }) => c.sharing.list({ resource: { type: "event", id: eventId } }),
  },
  {
    name: "sharing.list calendar",
    look: (c, { calendarId }) => c.sharing.list({ resource: { type: "calendar", id: calendarId } }),
  },
  { name: "calendars.get", look: (c, { calendarId }) => c.calendars.get({ id: calendarId }) },
  { name: "calendars.list", look: (c) => c.calendars.list({ includeDeleted: true, limit: 200 }) },
  {
    name: "schedule.freeBusy",
    look: (c, secret) =>
      c.schedule.freeBusy({ users: [{ username: secret.ownerName }], ...window(secret) }),
  },
  {
    name: "sharing.explain",
    byId: true,
    look: (c, { eventId }) => c.sharing.explain({ resource: { type: "event", id: eventId } }),
  },
  { name: "versions.blame", byId: true, look: (c, { eventId }) => c.versions.blame({ eventId }) },
  {
    name: "versions.undo",
    byId: true,
    look: (c, { eventId }) => c.versions.undo({ eventId, version: 2, preview: true }),
  },
  { name: "sync.changes", look: async (c) => (await readAll(c, undefined)).items },
  { name: "sync.changes from an old cursor", look: (c, _secret, kept) => syncOn(c, kept) },
  { name: "sync.changes amid a full sync", look: (c, _secret, kept) => syncAmid(c, kept) },
  { name: "events.list by an old cursor", look: (c, _secret, kept) => listOn(c, kept) },
  { name: "a feed", look: (_client, _secret, kept) => readFeed(kept) },
  {
    name: "events.update",
    byId: true,
    look: (c, { eventId, laterWord }) =>
      // What is there already: it changes nothing, and needs the right all the same.
      c.events.update({ id: eventId, patch: { status: "confirmed" }, message: laterWord }),
  },
];

/** The first look reads everything; each later one what has changed since. */
async function syncOn(client: DaybookClient, { cursors }: Kept): Promise<unknown> {
  const read = await readAll(client, cursors.get("sync"));
  if (!cursors.has("sync")) cursors.set("sync", read.cursor);
  return read.items;
}

/** The first look reads the beginning of everything; each later one the rest. */
async function syncAmid(client: DaybookClient, { cursors }: Kept): Promise<unknown> {
  const cursor = cursors.get("amid a sync");
  if (cursor !== undefined) return (await readAll(client, cursor)).items;
  const { nextCursor } = await client.sync.changes({ limit: 1 });
  cursors.set("amid a sync", nextCursor);
  return null;
}

async function readAll(
  client: DaybookClient,
  from: string | undefined,
): Promise<{ items: readonly SyncItem[]; cursor: string }> {
  const items: SyncItem[] = [];
  for (let cursor = from; ;) {
    const input = { limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const page = await client.sync.changes(input);
    items.push(...withoutLosses(page.items));
    cursor = page.nextCursor;
    if (!page.hasMore) return { items, cursor };
  }
}

/** What was lost is named, once: that much is told (L2). */
export function withoutLosses(items: readonly SyncItem[]): SyncItem[] {
  return items.filter(({ type }) => type !== "removed");
}

/** The page after one that was read while the right was there. */
async function listOn(client: DaybookClient, { cursors }: Kept): Promise<unknown> {
  const cursor = cursors.get("events.list");
  if (cursor === undefined) {
    const page = await client.events.list({ limit: 1 });
    if (page.nextCursor !== null) cursors.set("events.list", page.nextCursor);
    return null;
  }
  return client.events.list({ limit: 200, cursor });
}

async function readFeed({ feedUrl }: Kept): Promise<unknown> {
  if (feedUrl === undefined) return null;
  // Requests for what is not there are counted by address: everybody has one of their own.
  const address = Array.from(randomBytes(3)).join(".");
  const response = await fetch(feedUrl, { headers: { "x-forwarded-for": `10.${address}` } });
  return response.ok ? response.text() : null;
}

/** What an eye sees: the answer as text, or nothing where it is refused as a missing thing. */
export async function lookThrough(
  eye: Eye,
  client: DaybookClient,
  { secret, kept }: { readonly secret: Secret; readonly kept: Kept },
): Promise<string | null> {
  try {
    return JSON.stringify(await eye.look(client, secret, kept));
  } catch (error) {
    if (isDaybookError(error) && REFUSALS.has(error.reason)) {
      // A viewer may not write, but is told so: it is there.
      return error.reason === "FORBIDDEN" ? "FORBIDDEN" : null;
    }
    throw error;
  }
}

const REFUSALS: ReadonlySet<string> = new Set(["NOT_FOUND", "FORBIDDEN"]);

/** Whether an answer tells of the secret. */
export function tells(eye: Eye, text: string | null, secret: Secret): boolean {
  if (text === null) return false;
  if (eye.byId === true) return true;
  return secret.marks.some((mark) => text.includes(mark));
}
