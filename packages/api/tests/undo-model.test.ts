import fc from "fast-check";
import { expect, test } from "vitest";
import { type Caller, newUser, refusalOf, startWorld } from "./auth/_processes.ts";

/** Fields that stand for themselves, by their names in a conflict. */
const FIELDS = ["title", "location", "status", "metadata.a", "metadata.b", "metadata.c"] as const;

type Field = (typeof FIELDS)[number];
type Values = Readonly<Record<Field, string | null>>;

const VALUES: Readonly<Record<Field, readonly (string | null)[]>> = {
  title: ["Tea", "Coffee", "Cocoa"],
  location: ["", "Kitchen", "Attic"],
  status: ["confirmed", "tentative", "cancelled"],
  "metadata.a": [null, "1", "2"],
  "metadata.b": [null, "1", "2"],
  "metadata.c": [null, "1", "2"],
};

const START: Values = {
  title: "Tea",
  location: "",
  status: "confirmed",
  "metadata.a": null,
  "metadata.b": null,
  "metadata.c": null,
};

/** One event as plain values: what every version has, and which changes are in it. */
class ModelEvent {
  readonly #values: Values[] = [START];
  readonly #changes: ReadonlySet<number>[] = [new Set([1])];

  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  get version(): number {
    return this.#values.length;
  }

  at(version: number): Values {
    return this.#values[version - 1] ?? expect.fail(`there is no version ${version}`);
  }

  get present(): Values {
    return this.at(this.version);
  }

  edit(values: Values): void {
    this.#add(values, this.#changesAt(this.version));
  }

  rollBack(version: number): void {
    this.#add(this.at(version), this.#changesAt(version));
  }

  hasChange(version: number): boolean {
    return this.#changesAt(this.version).has(version);
  }

  /** What undoing a version comes to, and where it meets what came after. */
  mergedUndo(version: number): { values: Values; meets: Field[] } {
    const [base, yours] = [this.at(version), this.at(version - 1)];
    const values: Record<Field, string | null> = { ...this.present };
    const meets: Field[] = [];
    for (const field of FIELDS) {
      if (base[field] === yours[field] || values[field] === yours[field]) continue;
      if (values[field] === base[field]) values[field] = yours[field];
      else meets.push(field);
    }
    return { values, meets };
  }

  undo(version: number, values: Values): void {
    const changes = new Set(this.#changesAt(this.version));
    const [base, yours] = [this.#changesAt(version), this.#changesAt(version - 1)];
    for (const change of base.difference(yours)) changes.delete(change);
    for (const change of yours.difference(base)) changes.add(change);
    this.#add(values, changes);
  }

  #changesAt(version: number): ReadonlySet<number> {
    return this.#changes[version - 1] ?? new Set();
  }

  #add(values: Values, changes: ReadonlySet<number>): void {
    this.#values.push(values);
    this.#changes.push(new Set([...changes, this.version]));
  }
}

/** A patch that gives an event these values. */
function patchOf(values: Values) {
  const metadata = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = values[field];
      return field.startsWith("metadata.") && value !== null
        ? [[field.slice("metadata.".length), value]]
        : [];
    }),
  );
  const { title, location } = values;
  const status = values.status as "confirmed" | "tentative" | "cancelled";
  return { title: title ?? "", location: location ?? "", status, metadata };
}

const step = fc.record({
  kind: fc.constantFrom("edit", "edit", "edit", "undo", "undo", "undo", "rollback"),
  event: fc.nat({ max: 2 }),
  version: fc.nat(),
  fields: fc.uniqueArray(fc.constantFrom(...FIELDS), { minLength: 1, maxLength: 2 }),
  value: fc.nat({ max: 2 }),
  side: fc.constantFrom("yours", "theirs"),
  keeps: fc.subarray([...FIELDS], { maxLength: 2 }),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function take(caller: Caller, event: ModelEvent, taken: Step): Promise<void> {
  const { id: eventId, present } = event;
  const version = 1 + (taken.version % event.version);
  if (taken.kind === "edit") {
    const given = taken.fields.map((field) => [field, VALUES[field][taken.value]]);
    const values: Values = { ...present, ...Object.fromEntries(given) };
    const { changed } = await caller.events.update({ id: eventId, patch: patchOf(values) });
    expect(changed).toBe(!sameValues(values, present));
    if (changed) event.edit(values);
    return;
  }
  if (taken.kind === "rollback") {
    const { changed } = await caller.versions.rollback({ eventId, version });
    expect(changed).toBe(!sameValues(event.at(version), present));
    if (changed) event.rollBack(version);
    return;
  }
  if (version === 1) return;
  const undo = { eventId, version };
  // What an undo or a redo is about may be away by another way: then it says that it is.
  const { items } = await caller.versions.list({ eventId, limit: 200 });
  const undoneBy = items.find((item) => item.version === version)?.undoneBy ?? null;
  if (!event.hasChange(version)) expect(undoneBy).not.toBeNull();
  if (undoneBy !== null) {
    expect(await caller.versions.undo(undo)).toMatchObject({ changed: false });
    return;
  }
  const { values, meets } = event.mergedUndo(version);
  let settled: Values = values;
  if (meets.length > 0) {
    const refusal = await refusalOf(caller.versions.undo(undo));
    const met = refusal.details["conflicts"] as { field: string }[];
    expect(met.map(({ field }) => field).toSorted()).toEqual(meets.toSorted());
    if (taken.side === "yours") {
      const before = event.at(version - 1);
      settled = { ...values, ...Object.fromEntries(meets.map((field) => [field, before[field]])) };
    }
  }
  // What is to stay stays, whether or not it meets anything.
  settled = {
    ...settled,
    ...Object.fromEntries(taken.keeps.map((field) => [field, present[field]])),
  };
  const resolutions = Object.fromEntries([
    ...meets.map((field) => [field, taken.side] as const),
    ...taken.keeps.map((field) => [field, "theirs"] as const),
  ]);
  const answer = await caller.versions.undo({ ...undo, resolutions });
  const changed = !sameValues(settled, present);
  expect(answer).toMatchObject({ changed });
  if (changed) event.undo(version, settled);
}

function sameValues(a: Values, b: Values): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}

test("[V4] random edits, rollbacks and undos of several events come to what a plain model says", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const programs = fc.array(step, { minLength: 25, maxLength: 45 });
  await fc.assert(
    fc.asyncProperty(programs, async (steps) => {
      const events: ModelEvent[] = [];
      for (let i = 0; i < 3; i += 1) {
        const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
        events.push(new ModelEvent(id));
      }
      for (const taken of steps) {
        const event = events[taken.event] ?? expect.fail("there is no such event");
        await take(ada, event, taken);
        const view = await ada.events.get({ id: event.id });
        expect(view).toMatchObject({ ...patchOf(event.present), version: event.version });
        expect(view.metadata).toEqual(patchOf(event.present).metadata);
      }
      for (const { id: eventId, version } of events) {
        expect(await ada.versions.verify({ eventId })).toMatchObject({
          ok: true,
          checked: version,
        });
      }
    }),
    { numRuns: 6 },
  );
});
