/** Many writers at once, over all servers of a cluster, who keep what they were told. */
import { type Event, isDaybookError } from "@daybook/client";
import { setTimeout as delay } from "node:timers/promises";
import { type Account, clientAt } from "../accounts.ts";
import { createGate } from "../gate.ts";
import type { Random } from "../random.ts";
import { contentOf } from "./read-chain.ts";
import { drawEdit } from "./draw-edit.ts";
import { type Edit, send, UNNAMED } from "./edits.ts";
import type { Attempt, Notebook, Outcome } from "./record.ts";
import type { World } from "./world.ts";

export interface WritersOptions {
  readonly writers: number;
  readonly editsEach: number;
  /** Calls under way at once. */
  readonly connections: number;
  readonly random: Random;
  /** Called after each answer with how many edits have been acknowledged. */
  readonly onAcknowledged?: (count: number) => void;
}

/** Refusals that say that nothing was done; whatever else goes wrong leaves the outcome open. */
const OPEN_OUTCOMES: ReadonlySet<string> = new Set(["NETWORK", "TIMEOUT", "BAD_RESPONSE"]);

/** Refusals that are no answer to the edit: it is sent again. */
const PASSING: ReadonlySet<string> = new Set(["BUSY", "UNAVAILABLE"]);

/** How long a writer goes on asking for an edit whose outcome it does not know. */
const PATIENCE_MS = 60_000;

export async function letThemWrite(world: World, options: WritersOptions): Promise<Notebook> {
  const notebook: Notebook = { attempts: [], sightings: [] };
  const throughGate = createGate(options.connections);
  /** For each event the latest version that somebody has been promised. */
  const promised = new Map<string, number>();
  const changeSetIds: string[] = [];
  let acknowledged = 0;

  async function look(account: Account, random: Random, eventId: string): Promise<Event | null> {
    const atLeast = promised.get(eventId) ?? 1;
    const client = clientAt(account.clients, random.below(1_000));
    try {
      const event = await throughGate(() => client.events.get({ id: eventId }));
      const { version } = event;
      notebook.sightings.push({ eventId, version, content: contentOf(event), atLeast });
      return event;
    } catch (error) {
      // A server that is down answers nothing, nor does one whose database is.
      if (isOpen(error) || isUnavailable(error)) return null;
      throw error;
    }
  }

  async function note(attempt: Attempt): Promise<void> {
    notebook.attempts.push(attempt);
    if (attempt.outcome.kind !== "acknowledged") return;
    acknowledged += 1;
    for (const { eventId, version, changeSetId } of attempt.outcome.promised) {
      if (changeSetId !== null && changeSetId !== UNNAMED) changeSetIds.push(changeSetId);
      promised.set(eventId, Math.max(version, promised.get(eventId) ?? 0));
      // What a split or a creation made is everybody's from now on.
      if (!world.eventIds.includes(eventId)) world.eventIds.push(eventId);
    }
    options.onAcknowledged?.(acknowledged);
  }

  async function write(writer: number): Promise<void> {
    const random = options.random.fork(`writer ${writer}`);
    const account = random.pick(world.editors);
    let seen: Event | null = null;
    for (let round = 0; round < options.editsEach; round += 1) {
      const name = `w${writer}-${round}`;
      if (random.chance(0.04)) {
        await note(await attemptEdit(account, random, drawCreation(random, world, name)));
        continue;
      }
      // Every other edit is made from what the writer saw before.
      if (seen === null || random.chance(0.5)) {
        seen = await look(account, random, random.pick(crowdedOr(random, world)));
      }
      if (seen === null) {
        await delay(50);
        continue;
      }
      const { calendarIds } = world;
      const edit = drawEdit(random, { seen, calendarIds, changeSetIds, name });
      await note(await attemptEdit(account, random, { name, edit }));
    }
  }

  async function attemptEdit(
    account: Account,
    random: Random,
    { name, edit }: { name: string; edit: Edit },
  ): Promise<Attempt> {
    // Some callers hang up early, and some of these never ask again.
    const hangsUp = random.chance(0.05);
    const givesUp = random.chance(0.3);
    const begun = performance.now();
    let isOpenStill = false;
    for (let sent = 1; ; sent += 1) {
      const client = clientAt(account.clients, random.below(1_000));
      const timeoutMs = hangsUp && sent === 1 ? 1 + random.below(30) : 30_000;
      const outcome = await throughGate(() =>
        outcomeOf(send(client, edit, { idempotencyKey: name, timeoutMs })),
      );
      const attempt = { name, account, edit, outcome, sent };
      if (outcome.kind === "unknown") isOpenStill = true;
      else if (outcome.kind === "acknowledged" || !PASSING.has(outcome.reason)) return attempt;
      const isPatient = performance.now() - begun < PATIENCE_MS;
      if (!isPatient || (outcome.kind === "unknown" && givesUp)) {
        return isOpenStill && outcome.kind === "refused"
          ? { ...attempt, outcome: { kind: "unknown", reason: outcome.reason } }
          : attempt;
      }
      await delay(50 + random.below(200));
    }
  }

  await Promise.all(Array.from({ length: options.writers }, (_, writer) => write(writer)));
  return notebook;
}

/** Most writers meet at the events that were there first. */
function crowdedOr(random: Random, { eventIds, crowded }: World): readonly string[] {
  return random.chance(0.75) ? eventIds.slice(0, crowded) : eventIds;
}

/** What became of a call, as its caller sees it. */
export async function outcomeOf(call: ReturnType<typeof send>): Promise<Outcome> {
  try {
    return { kind: "acknowledged", ...(await call) };
  } catch (error) {
    if (!isDaybookError(error)) throw error;
    return isOpen(error)
      ? { kind: "unknown", reason: error.reason }
      : { kind: "refused", reason: error.reason, details: error.details };
  }
}

function isOpen(error: unknown): boolean {
  if (!isDaybookError(error)) return false;
  return OPEN_OUTCOMES.has(error.reason) || isCommitUnknown(error.details);
}

/** Whether the server itself cannot say what became of a call: its database went away in COMMIT. */
function isCommitUnknown(details: unknown): boolean {
  return (
    typeof details === "object" &&
    details !== null &&
    "outcomeUnknown" in details &&
    details.outcomeUnknown === true
  );
}

function isUnavailable(error: unknown): boolean {
  return isDaybookError(error) && error.reason === "UNAVAILABLE";
}

function drawCreation(
  random: Random,
  { calendarIds }: World,
  name: string,
): { name: string; edit: Edit } {
  const calendarId = random.pick(calendarIds);
  const event = { title: name, start: "2026-05-04T10:00:00", end: "2026-05-04T11:00:00" };
  return random.chance(0.5)
    ? {
        name,
        edit: { procedure: "events.create", input: { calendarId, ...event, message: name } },
      }
    : {
        name,
        edit: {
          procedure: "events.createMany",
          input: { calendarId, events: [event, { ...event, title: `${name} too` }], message: name },
        },
      };
}
