import fc from "fast-check";
import { expect, test } from "vitest";
import { DomainError } from "../src/errors.ts";
import type { EventContent } from "../src/event/content.ts";
import { deleteTarget } from "../src/event/edit-target.ts";
import { excludeOccurrence, restoreOccurrence } from "../src/event/exclude.ts";
import { newContent } from "../src/event/new-event.ts";
import { expandOccurrences } from "../src/event/occurrences.ts";
import { patchContent } from "../src/event/patch.ts";
import { endBefore, patchFollowing } from "../src/event/split.ts";
import { parseKey } from "../src/time/wall-time.ts";
import {
  DAY,
  type Frame,
  Refused,
  type Rule,
  type Time,
  instantOf,
  patchesTime,
  slotsOf,
} from "./_model-time.ts";
import {
  type Edit,
  type Seed,
  ZONES,
  edit,
  eventPatch,
  keyText,
  patchOf,
  pick,
  ruleText,
  seed,
  someRule,
} from "./_series-edits.ts";
import {
  type ModelSeries,
  type Patch,
  allKeys,
  cut,
  deleteThis,
  editAll,
  editFollowing,
  editThis,
  keysOf,
  placeAt,
  restoreThis,
  timeAt,
} from "./_series-model.ts";

/*
 * Random edits of random series, each made twice: by the domain on contents, and by the model on
 * plain lists. After each the occurrences must be the same, and so must what is refused.
 */

const VIEW_ZONE = "Europe/London";

/** The last occurrence that an edit is aimed at. */
const LATEST = Date.UTC(2029, 0, 1) / 1000;

interface World {
  contents: EventContent[];
  lists: ModelSeries[];
}

function begin(from: Seed): World | undefined {
  const frames: Frame[] = [
    ...ZONES.map((timeZone) => ({ allDay: false, timeZone })),
    { allDay: false, timeZone: null },
    { allDay: true, timeZone: null },
  ];
  const frame = pick(frames, from.frame);
  const day = Date.parse(`${from.firstDay}T00:00:00Z`) / 1000;
  const start = frame.allDay ? day : day + from.time;
  const end = frame.allDay ? start + DAY * (1 + (from.length % 7)) : start + from.length;
  const rule = from.rule % 12 === 11 ? null : someRule(start, from.rule, from.interval, from.end);
  if (rule !== null && slotsOf(rule, start)[0] !== start) return undefined;
  const extra = [...new Set(from.extra.map((days) => start + days * DAY))];
  if (rule === null && extra.length === 0) return undefined;
  const endText = keyText(end, frame.allDay);
  try {
    const content = newContent(
      {
        title: "One",
        ...frame,
        start: keyText(start, frame.allDay),
        end: endText,
        recurrence: {
          rrule: rule === null ? null : ruleText(rule, frame),
          rdates: extra.map((key) => keyText(key, frame.allDay)),
        },
      },
      { timeZone: "UTC" },
    );
    const { timeZone } = frame;
    const duration =
      timeZone === null ? end - start : instantOf(end, timeZone) - instantOf(start, timeZone);
    const slots = rule === null ? [start] : slotsOf(rule, start);
    const list: ModelSeries = {
      ...frame,
      title: "One",
      location: "",
      duration,
      recurring: true,
      rule,
      slots,
      extra,
      excluded: new Set(),
      own: new Map(),
    };
    return { contents: [content], lists: [list] };
  } catch (error) {
    // An end that a clock change puts before the start: not what is tried here.
    if (error instanceof DomainError && error.reason === "END_BEFORE_START") return undefined;
    throw error;
  }
}

type Outcome<T> = { readonly done: T } | { readonly refused: string };

function tried<T>(act: () => T, refusal: typeof DomainError | typeof Refused): Outcome<T> {
  try {
    return { done: act() };
  } catch (error) {
    if (!(error instanceof refusal)) throw error;
    return { refused: error instanceof DomainError ? error.reason : error.message };
  }
}

const done: Record<string, number> = {};
const count = (what: string): void => void (done[what] = (done[what] ?? 0) + 1);

/** One edit, on both sides; nothing where it has no meaning. */
function act(world: World, given: Edit): void {
  if (world.lists.length === 0) return;
  const at = given.event % world.lists.length;
  const content = world.contents[at] as EventContent;
  const list = world.lists[at] as ModelSeries;
  const anchor = parseKey(content.start, content.allDay) ?? 0;
  // Years before the lists end.
  const keys = keysOf(list).filter((key) => key < LATEST);
  const reach = Math.min(keys.length, given.occurrence > 12 ? 40 : 13);
  const { scope, what, drop } = given;
  const there = new Set(allKeys(list));
  const own = [...list.own.keys(), ...list.excluded].filter((each) => there.has(each));
  const key =
    what === "restore"
      ? own[given.occurrence % Math.max(1, own.length)]
      : keys[given.occurrence % Math.max(1, reach)];
  if (key === undefined) return;
  const keyed = scope !== "all" && list.recurring;
  const shown: Time = keyed ? timeAt(list, key) : stored(content);
  const target = {
    scope: scope === "allKey" ? "all" : scope === "following" ? "thisAndFollowing" : scope,
    occurrenceKey: keyed ? keyText(key, list.allDay) : undefined,
    orphans: drop ? "drop" : undefined,
  } as const;
  const anchorEnd = parseKey(content.end, content.allDay) ?? 0;
  const aim = { anchor, anchorEnd, key: keyed ? key : null, drop };

  let byDomain: Outcome<readonly EventContent[]>;
  let byModel: Outcome<readonly ModelSeries[]>;
  if (what === "delete") {
    if (scope === "all" || scope === "allKey") return;
    byDomain = tried(() => deleted(content, target), DomainError);
    byModel = tried(() => {
      if (!list.recurring) return [];
      const left =
        scope === "this" ? deleteThis(list, key) : (cut(list, key, anchor)?.left ?? null);
      return left === null ? [] : [left];
    }, Refused);
  } else if (what === "restore") {
    if (!list.recurring) return;
    byDomain = tried(() => [restoreOccurrence(content, keyText(key, list.allDay))], DomainError);
    byModel = tried(() => [restoreThis(list, key)], Refused);
  } else {
    const patch = patchOf(given, { list, shown });
    if (patch === undefined) return;
    // Times of an occurrence that left the clock of its series say little about that clock.
    const isElsewhere = shown.allDay !== list.allDay || shown.timeZone !== list.timeZone;
    if (
      keyed &&
      scope !== "this" &&
      (isElsewhere || leaves(patch, list, key)) &&
      patchesTime(patch)
    )
      return;
    if (patch.rule !== undefined && patch.rule !== null) {
      const from = scope === "following" && cut(list, key, anchor) !== null ? key : anchor;
      const rule = someRule(from, given.value, 1 + (given.value % 4), given.value);
      const current = content.recurrence?.rrule ?? null;
      if (current === ruleText(rule, list) || sameDays(rule, list.rule)) return;
      Object.assign(patch, { rule });
    }
    byDomain = tried(() => {
      const input = eventPatch(patch, { ...shown, ...frameFor(patch, shown, list) });
      if (target.scope !== "thisAndFollowing") {
        return [patchContent(content, input, target).content];
      }
      const result = patchFollowing(content, input, target);
      return result.kind === "all" ? [result.content] : [result.left, result.right];
    }, DomainError);
    byModel = tried(() => {
      if (scope === "this" && list.recurring) return [editThis(list, key, patch)];
      if (scope === "following" && list.recurring)
        return editFollowing(list, patch, { ...aim, key });
      return [editAll(list, patch, aim)];
    }, Refused);
  }

  const facts = { edit: given, at: keyText(key, list.allDay), content };
  if ("refused" in byDomain || "refused" in byModel) {
    if (!("refused" in byDomain && "refused" in byModel)) {
      throw new Error(
        `One side refuses: ${JSON.stringify(facts)} ${JSON.stringify(short(byDomain))} ${JSON.stringify(short(byModel))}`,
      );
    }
    count(`${byDomain.refused}`);
    return;
  }
  count(`${what} ${scope}`);
  world.contents.splice(at, 1, ...byDomain.done);
  world.lists.splice(at, 1, ...byModel.done);
  if (byDomain.done.length !== byModel.done.length) {
    throw new Error(
      `${byDomain.done.length} events, not ${byModel.done.length}: ${JSON.stringify(facts)}`,
    );
  }
  for (let index = at; index < at + byModel.done.length; index += 1) compare(world, index, facts);
}

function short(outcome: Outcome<readonly unknown[]>): unknown {
  return "refused" in outcome ? outcome : "done";
}

function stored({ allDay, start, end, timeZone }: EventContent): Time {
  return {
    allDay,
    timeZone,
    start: parseKey(start, allDay) ?? 0,
    end: parseKey(end, allDay) ?? 0,
  };
}

/** Whether an occurrence with times of its own is given another kind or zone. */
function leaves(patch: Patch, list: ModelSeries, key: number): boolean {
  if (list.own.get(key)?.time === undefined) return false;
  const allDay = patch.allDay ?? list.allDay;
  return (
    allDay !== list.allDay || (patch.timeZone !== undefined && patch.timeZone !== list.timeZone)
  );
}

/** The frame that the texts of a rule are written in: that of the series. */
function frameFor(patch: Patch, shown: Time, list: ModelSeries): Frame {
  return patch.rule === undefined ? shown : list;
}

function sameDays(a: Rule, b: Rule | null): boolean {
  return b !== null && JSON.stringify({ ...a, until: 0 }) === JSON.stringify({ ...b, until: 0 });
}

function deleted(
  content: EventContent,
  target: Parameters<typeof deleteTarget>[1],
): readonly EventContent[] {
  const aim = deleteTarget(content, target);
  if (aim.kind === "event") return [];
  if (aim.kind === "following") {
    const left = endBefore(content, aim.key);
    return left === null ? [] : [left];
  }
  const exclusion = excludeOccurrence(content, aim.key);
  return exclusion.deletesEvent ? [] : [exclusion.content];
}

/** The occurrences of both sides in a few windows: everyday, and years later. */
function compare(world: World, at: number, facts: object): void {
  const content = world.contents[at] as EventContent;
  const list = world.lists[at] as ModelSeries;
  const keys = keysOf(list);
  const first = keys[0] ?? 0;
  const windows = [
    { from: first - 100 * DAY, to: first + 160 * DAY },
    { from: Date.UTC(2028, 1, 1) / 1000, to: Date.UTC(2028, 3, 10) / 1000 },
  ];
  for (const { from, to } of windows) {
    const isIn = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }): boolean =>
      startsAt < to && (endsAt > from || (endsAt === startsAt && startsAt >= from));
    const near = keys.filter(
      (key) =>
        list.own.get(key)?.time !== undefined || (key > from - 50 * DAY && key < to + 50 * DAY),
    );
    const plain = near
      .map((key) => ({
        key: keyText(key, list.allDay),
        title: list.own.get(key)?.title ?? list.title,
        location: list.own.get(key)?.location ?? list.location,
        allDay: list.own.get(key)?.time?.allDay ?? list.allDay,
        ...placeAt(list, key, VIEW_ZONE),
      }))
      .filter(isIn)
      .toSorted(inOrder);
    const found = expandOccurrences(content, {
      from: from * 1000,
      to: to * 1000,
      viewZone: VIEW_ZONE,
    })
      .map(({ key, title, location, allDay, startsAtMs, endsAtMs }) => ({
        key,
        title,
        location,
        allDay,
        startsAt: startsAtMs / 1000,
        endsAt: endsAtMs / 1000,
      }))
      .toSorted(inOrder);
    try {
      expect(found).toEqual(plain);
    } catch (cause) {
      throw new Error(JSON.stringify({ facts, after: content }), { cause });
    }
  }
}

function inOrder(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

test("[X1] [X2] [X3] [X4] [X5] [X7] [X8] thousands of edits do to a series what they do to a plain list", () => {
  fc.assert(
    fc.property(seed, fc.array(edit, { minLength: 4, maxLength: 12 }), (from, edits) => {
      const world = begin(from);
      if (world === undefined) return;
      compare(world, 0, {});
      for (const each of edits) act(world, each);
    }),
    { numRuns: 2_000, seed: 20_260_302 },
  );
  // A generator whose edits mean nothing would prove nothing.
  for (const what of ["plain", "shift", "length", "allDay", "timed", "zone", "rule", "delete"]) {
    expect.soft(done[`${what} following`]).toBeGreaterThan(50);
  }
  for (const what of ["plain", "shift", "zone", "delete", "restore"]) {
    expect.soft(done[`${what} this`]).toBeGreaterThan(30);
  }
  for (const reason of ["EXCEPTIONS_ORPHANED", "START_NOT_IN_RULE"]) {
    expect.soft(done[reason]).toBeGreaterThan(30);
  }
}, 60_000);
