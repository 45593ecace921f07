import type { SyncItem, VersionItem } from "@daybook/client";
import { formatInstant } from "./clock.ts";
import { padTo } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** How wide who and what are: lines come one by one, and stand below each other all the same. */
const WHO = 10;
const WHAT = 8;

export interface NewsView {
  /** What the log says of the version, where it can still be read. */
  readonly version?: VersionItem;
  /** What the thing is called that a right is on. */
  readonly name?: string | undefined;
  readonly zone: string;
  readonly paint: Paint;
}

/** One change on one line: when, who, what, of which thing. */
export function presentNews(item: SyncItem, view: NewsView): string {
  const { zone, paint } = view;
  const { who, what, about, id } = partsOf(item, view);
  return [
    paint.faint(formatInstant(item.at, zone)),
    padTo(who, WHO),
    paint.note(padTo(what, WHAT)),
    ...about,
    paint.faint(id),
  ]
    .join("  ")
    .trimEnd();
}

interface Parts {
  readonly who: string;
  readonly what: string;
  readonly about: readonly string[];
  readonly id: string;
}

function partsOf(item: SyncItem, { version, name, paint }: NewsView): Parts {
  switch (item.type) {
    case "event": {
      const fields = item.kind === "create" ? [] : (version?.changedFields ?? []);
      const message = version?.message ?? null;
      return {
        who: printable(version?.actor.username ?? ""),
        what: item.kind,
        about: [
          item.event === null
            ? paint.faint("(out of reach)")
            : paint.strong(printable(item.event.title)),
          ...(fields.length === 0 ? [] : [fields.map(printable).join(", ")]),
          ...(message === null ? [] : [`“${printable(message)}”`]),
        ],
        id: `${item.eventId} v${item.version}`,
      };
    }
    case "calendar":
      return {
        who: "",
        what: "calendar",
        about: [
          item.calendar === null
            ? paint.faint("(out of reach)")
            : paint.strong(printable(item.calendar.name)),
        ],
        id: item.calendarId,
      };
    case "added":
    case "removed":
    case "role": {
      const { resource, cause, grant } = item;
      const role = grant === null ? [] : [`as ${grant.role}`];
      return {
        who: "",
        what: cause,
        about: [
          resource.type,
          ...(name === undefined ? [] : [paint.strong(printable(name))]),
          ...role,
        ],
        id: resource.id,
      };
    }
  }
}
