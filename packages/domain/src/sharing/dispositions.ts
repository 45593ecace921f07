import { DomainError } from "../errors.ts";

/** A calendar or an event. */
export interface ResourceName {
  readonly type: "calendar" | "event";
  readonly id: string;
}

/** What becomes of one thing when its owner's account is deleted (rule S7). */
export type Disposition =
  | { readonly resource: ResourceName; readonly action: "transfer"; readonly to: string }
  | { readonly resource: ResourceName; readonly action: "delete" };

/** What somebody owns, as far as others are concerned. */
export interface OwnedThings {
  readonly calendars: readonly { readonly id: string; readonly shared: boolean }[];
  /** Events that are shared on their own, by a grant on the event. */
  readonly sharedEvents: readonly { readonly id: string; readonly calendarId: string }[];
}

/** A thing to hand over, and which of the dispositions says so. */
export interface Handover {
  readonly id: string;
  readonly to: string;
  readonly index: number;
}

/** What to do, in this order. Calendars that are not named are deleted: nobody else sees them. */
export interface DispositionPlan {
  readonly transferEvents: readonly Handover[];
  readonly deleteEvents: readonly { readonly id: string; readonly index: number }[];
  readonly transferCalendars: readonly Handover[];
  readonly deleteCalendars: readonly { readonly id: string; readonly index: number | undefined }[];
}

/**
 * What becomes of everything that an account owns. Each shared calendar has to be named, and each
 * event that is shared on its own, unless its calendar goes to somebody else: then it goes along
 * with its grants.
 *
 * @throws DISPOSITION_REQUIRED with the `resources` that were not named; INVALID_INPUT for one that
 *   was named twice
 */
export function planDispositions(
  owned: OwnedThings,
  dispositions: readonly Disposition[],
): DispositionPlan {
  const named = new Map<string, number>();
  for (const [index, { resource }] of dispositions.entries()) {
    const key = keyOf(resource);
    if (named.has(key)) {
      throw new DomainError("INVALID_INPUT", {
        field: `dispositions.${index}.resource`,
        message: "The resource is named twice.",
      });
    }
    named.set(key, index);
  }
  const indexed = dispositions.map((disposition, index) => ({ ...disposition, index }));
  const of = (type: ResourceName["type"]) =>
    indexed.filter(({ resource }) => resource.type === type);
  const transferCalendars = of("calendar").flatMap(handover);
  requireNamed(owned, named, new Set(transferCalendars.map(({ id }) => id)));

  const deleted = of("calendar").filter(({ action }) => action === "delete");
  const unnamed = owned.calendars.filter(({ id }) => !named.has(keyOf({ type: "calendar", id })));
  return {
    transferEvents: of("event").flatMap(handover),
    deleteEvents: of("event")
      .filter(({ action }) => action === "delete")
      .map(({ resource, index }) => ({ id: resource.id, index })),
    transferCalendars,
    deleteCalendars: [
      ...deleted.map(({ resource, index }) => ({ id: resource.id, index })),
      ...unnamed.map(({ id }) => ({ id, index: undefined })),
    ],
  };
}

function handover(disposition: Disposition & { readonly index: number }): Handover[] {
  return disposition.action === "transfer"
    ? [{ id: disposition.resource.id, to: disposition.to, index: disposition.index }]
    : [];
}

function requireNamed(
  owned: OwnedThings,
  named: ReadonlyMap<string, number>,
  handedOver: ReadonlySet<string>,
): void {
  const calendars = owned.calendars
    .filter(({ shared }) => shared)
    .map(({ id }): ResourceName => ({ type: "calendar", id }));
  const events = owned.sharedEvents
    .filter(({ calendarId }) => !handedOver.has(calendarId))
    .map(({ id }): ResourceName => ({ type: "event", id }));
  const resources = [...calendars, ...events].filter((resource) => !named.has(keyOf(resource)));
  if (resources.length > 0) {
    throw new DomainError("DISPOSITION_REQUIRED", {
      field: "dispositions",
      details: { resources },
    });
  }
}

function keyOf({ type, id }: ResourceName): string {
  return `${type} ${id}`;
}
