/**
 * A plain model of what a program has made: who may see what (S1–S3), and what plain events say. It
 * knows nothing of how Daybook does it, and leaves out what is hard: series and merges are taken
 * over from the answers, and only both servers' agreement holds them.
 */
export interface Rights {
  readonly role: "viewer" | "editor" | "owner";
  readonly canShare: boolean;
  readonly canDelete: boolean;
}

/** The content that the model foretells. */
export interface PlainContent {
  readonly title: string;
  readonly description: string;
  readonly location: string;
  readonly tags: readonly string[];
}

interface Shared {
  readonly grants: Map<number, Rights>;
}

export interface ModelCalendar extends Shared {
  readonly id: string;
  readonly owner: number;
  readonly isDefault: boolean;
  name: string;
  isDeleted: boolean;
}

export interface ModelEvent extends Shared {
  readonly id: string;
  readonly createdBy: number;
  /** Never a series, so that the model foretells its content. */
  readonly isPlain: boolean;
  /**
   * Whether the model still knows its versions: the undo of a split also changes parts that its
   * answer need not show.
   */
  isFollowed: boolean;
  calendar: ModelCalendar;
  /** As the last answer showed it; what the next edit starts from. */
  view: EventView;
  readonly versions: { readonly content: PlainContent; readonly isDeleted: boolean }[];
}

/** The parts of an answered event that programs look at, with symbols for ids. */
export interface EventView extends PlainContent {
  readonly id: string;
  readonly calendarId: string;
  readonly version: number;
  readonly role: string;
  readonly start: string;
  readonly recurrence: {
    readonly rrule: string | null;
    readonly rdates: readonly string[];
    readonly exdates: readonly string[];
  } | null;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly splitFrom: { readonly eventId: string } | null;
  readonly deletedAt: string | null;
}

const RANK = { viewer: 0, editor: 1, owner: 2 } as const;
const OWNER: Rights = { role: "owner", canShare: true, canDelete: true };

export class Model {
  readonly calendars: ModelCalendar[] = [];
  readonly events: ModelEvent[] = [];
  readonly changeSets: string[] = [];
  /** For each moment that was noted, which version every event had. */
  readonly moments: ReadonlyMap<string, number>[] = [];
  /** How far everybody has followed what changes. */
  readonly cursors = new Map<number, string>();

  calendar(id: string): ModelCalendar | undefined {
    return this.calendars.find((calendar) => calendar.id === id);
  }

  event(id: string): ModelEvent | undefined {
    return this.events.find((event) => event.id === id);
  }

  /** What somebody may do with a calendar; undefined when they cannot see it. */
  rightsOnCalendar(calendar: ModelCalendar, person: number): Rights | undefined {
    return calendar.owner === person ? OWNER : strongest([calendar.grants.get(person)]);
  }

  rightsOnEvent(event: ModelEvent, person: number): Rights | undefined {
    if (event.calendar.owner === person) return OWNER;
    return strongest([event.grants.get(person), event.calendar.grants.get(person)]);
  }

  mayDelete(event: ModelEvent, person: number): boolean {
    const rights = this.rightsOnEvent(event, person);
    if (rights === undefined || rights.role === "viewer") return false;
    return rights.canDelete || event.createdBy === person;
  }

  add(view: EventView, { createdBy, grants = [] }: Origin): ModelEvent {
    const calendar = this.calendar(view.calendarId);
    if (calendar === undefined) throw new Error(`${view.id} is in a calendar nobody made`);
    const event: ModelEvent = {
      id: view.id,
      createdBy,
      isPlain: view.recurrence === null,
      isFollowed: true,
      calendar,
      view,
      grants: new Map(grants),
      versions: [{ content: plainContentOf(view), isDeleted: view.deletedAt !== null }],
    };
    this.events.push(event);
    return event;
  }

  noteMoment(): void {
    this.moments.push(new Map(this.events.map(({ id, view }) => [id, view.version])));
  }

  /** Gives up following the other parts of a split series, however it was divided. */
  loseOtherParts(of: ModelEvent): void {
    const family = new Set([of.id]);
    for (let size = 0; size < family.size;) {
      size = family.size;
      for (const { id, view } of this.events) {
        const left = view.splitFrom?.eventId;
        if (left === undefined || (!family.has(id) && !family.has(left))) continue;
        family.add(id).add(left);
      }
    }
    if (family.size === 1) return;
    for (const event of this.events) if (family.has(event.id)) event.isFollowed = false;
  }

  /** Takes over what a change came to. */
  adopt(event: ModelEvent, view: EventView): void {
    if (view.version > event.view.version) {
      event.versions.push({ content: plainContentOf(view), isDeleted: view.deletedAt !== null });
    }
    const calendar = this.calendar(view.calendarId);
    if (calendar !== undefined && calendar !== event.calendar) {
      event.calendar = calendar;
      // Who owns the calendar needs no grant (S1).
      event.grants.delete(calendar.owner);
    }
    event.view = view;
  }

  /** Everything that lives in a deleted calendar is deleted too (K1). */
  deleteCalendar(calendar: ModelCalendar): void {
    calendar.isDeleted = true;
    for (const event of this.events) {
      if (event.calendar !== calendar || event.view.deletedAt !== null) continue;
      const version = event.view.version + 1;
      this.adopt(event, { ...event.view, version, deletedAt: "<clock>" });
    }
  }
}

interface Origin {
  readonly createdBy: number;
  readonly grants?: Iterable<[number, Rights]>;
}

export function plainContentOf(view: PlainContent): PlainContent {
  const { title, description, location, tags } = view;
  return { title, description, location, tags };
}

/** The highest role that reaches somebody, with the flags of all grants of that role (S2). */
function strongest(grants: readonly (Rights | undefined)[]): Rights | undefined {
  const present = grants.filter((grant) => grant !== undefined);
  const role = present.map((grant) => grant.role).toSorted((a, b) => RANK[b] - RANK[a])[0];
  if (role === undefined) return undefined;
  const winning = present.filter((grant) => grant.role === role);
  const counts = role === "editor";
  return {
    role,
    canShare: counts && winning.some(({ canShare }) => canShare),
    canDelete: counts && winning.some(({ canDelete }) => canDelete),
  };
}
