/** Reads all that the servers say of an event's history, through the API alone. */
import { allItems, type DaybookClient, type Event, type VersionItem } from "@daybook/client";
import type { Content, FieldChange } from "./apply-diff.ts";

/** One event's history, from version 1 on. */
export interface Chain {
  readonly eventId: string;
  readonly deletedNow: boolean;
  readonly presentVersion: number;
  /** What `events.get` answers, without what only the present has. */
  readonly present: Content;
  readonly versions: readonly ChainVersion[];
  readonly contents: readonly Content[];
  /** The changes from each version to the next one. */
  readonly steps: readonly (readonly FieldChange[])[];
  /** Some versions as the past shows them: by their number, and by the instant that they are of. */
  readonly past: readonly { readonly version: number; readonly shown: readonly PastEvent[] }[];
  readonly verified: { readonly ok: boolean; readonly checked: number };
}

/** An event as it was. */
export interface PastEvent {
  readonly version: number;
  readonly content: Content;
  readonly deleted: boolean;
  readonly calendarId: string;
}

/** What is looked at of a version. */
export type ChainVersion = Pick<
  VersionItem,
  | "version"
  | "kind"
  | "deleted"
  | "at"
  | "message"
  | "changedFields"
  | "calendarId"
  | "changeSetId"
  | "sourceVersion"
>;

export async function readChain(client: DaybookClient, eventId: string): Promise<Chain> {
  const present = await client.events.get({ id: eventId });
  const versions: VersionItem[] = [];
  for await (const item of allItems(client.versions.list, { eventId, limit: 200 })) {
    versions.push(item);
  }
  versions.reverse();
  const contents: Content[] = [];
  const steps: FieldChange[][] = [];
  for (const { version } of versions) {
    const versioned = await client.versions.get({ eventId, version });
    contents.push(versioned.event);
    if (version > 1) {
      const diff = await client.versions.diff({
        eventId,
        from: version - 1,
        to: version,
        window: DIFF_WINDOW,
      });
      steps.push(diff.fields);
    }
  }
  const past: { version: number; shown: PastEvent[] }[] = [];
  for (const { version, at } of someOf(versions)) {
    const shown = await Promise.all([
      client.events.get({ id: eventId, version }),
      client.events.get({ id: eventId, at }),
    ]);
    past.push({ version, shown: shown.map(pastEventOf) });
  }
  const { ok, checked } = await client.versions.verify({ eventId });
  return {
    eventId,
    deletedNow: present.deletedAt !== null,
    presentVersion: present.version,
    present: contentOf(present),
    versions,
    contents,
    steps,
    past,
    verified: { ok, checked },
  };
}

/** The first, the last, and some between. */
function someOf(versions: readonly ChainVersion[]): readonly ChainVersion[] {
  const every = Math.max(1, Math.floor(versions.length / 3));
  return versions.filter((_, index) => index % every === 0 || index === versions.length - 1);
}

function pastEventOf(event: Event): PastEvent {
  const { version, deletedAt, calendarId } = event;
  return { version, content: contentOf(event), deleted: deletedAt !== null, calendarId };
}

/** Short: what becomes of occurrences is not asked for here. */
const DIFF_WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z" };

const CONTENT_FIELDS = [
  "title",
  "description",
  "location",
  "status",
  "transparency",
  "allDay",
  "start",
  "end",
  "timeZone",
  "tags",
  "metadata",
  "calendarProperties",
  "recurrence",
  "overrides",
  "startsAt",
  "endsAt",
] as const satisfies readonly (keyof Content)[];

/** The part of an event that its versions hold. */
export function contentOf(event: Content): Content {
  const kept = Object.fromEntries(CONTENT_FIELDS.map((name) => [name, event[name]]));
  // Every field of a content is listed above.
  return kept as unknown as Content;
}
