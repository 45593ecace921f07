/** A program of random steps, run on two servers at once and held against a plain model. */
import type { Random } from "../random.ts";
import type { Answer, Call } from "./contender.ts";
import { Divergence, type Duet } from "./duet.ts";
import { Model, type ModelEvent } from "./model.ts";
import { drawOddStep } from "./odd-steps.ts";
import {
  drawCreation,
  drawDeletion,
  drawMove,
  drawPlainUpdate,
  drawRestoring,
  drawRollback,
} from "./plain-steps.ts";
import { drawReading } from "./reading-steps.ts";
import { drawSeriesStep } from "./series-steps.ts";
import { calendarOf, drawSharingStep } from "./sharing-steps.ts";
import type { Person, Program, Step } from "./step.ts";
import { drawUndo } from "./undo-steps.ts";

export const PEOPLE = ["ada", "ben", "cid", "dot"];

export interface ProgramOptions {
  readonly random: Random;
  readonly steps: number;
}

export interface ProgramReport {
  readonly complaints: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  /** The same for two runs that were answered alike. */
  readonly hash: string;
}

/** Beyond so many complaints the rest says nothing new. */
const ENOUGH = 20;

export async function runProgram(
  duet: Duet,
  { random, steps }: ProgramOptions,
): Promise<ProgramReport> {
  const model = new Model();
  const people: Person[] = PEOPLE.map((username, index) => ({ index, username }));
  const counts: Record<string, number> = {};
  const complaints: string[] = [];
  try {
    for (const { index } of people) await learnCalendars(duet, model, index);
    for (let place = 1; place <= steps && complaints.length < ENOUGH; place += 1) {
      if (place % 10 === 0) {
        await duet.noteMoment();
        model.noteMoment();
      }
      const { settle, ...call } = drawStep({ random, model, people, place });
      const answer = await duet.call(call);
      count(counts, call, answer);
      const complaint = settle(answer);
      if (complaint !== null) {
        complaints.push(
          `step ${place}, ${call.path} ${complaint} · ${JSON.stringify(call)} → ${JSON.stringify(answer).slice(0, 600)}`,
        );
      }
    }
    await readFinally(duet, model, people);
  } catch (error) {
    if (!(error instanceof Divergence)) throw error;
    complaints.push(error.message);
  }
  const { calls, hash } = duet.transcript();
  return { complaints, counts: { calls, events: model.events.length, ...counts }, hash };
}

/** Everybody has a default calendar from the start. */
async function learnCalendars(duet: Duet, model: Model, owner: number): Promise<void> {
  const answer = await duet.call({ actor: owner, path: "calendars.list", input: {} });
  if (!answer.ok) throw new Error(`the calendars cannot be listed: ${answer.reason}`);
  // The shape of the answer.
  const { items } = answer.value as { items: { id: string; name: string; isDefault: boolean }[] };
  for (const { id, name, isDefault } of items) {
    model.calendars.push(calendarOf({ id, owner, name, isDefault }));
  }
}

/** The final state, as each of them sees it, and some of the histories, on both servers. */
async function readFinally(duet: Duet, model: Model, people: readonly Person[]): Promise<void> {
  for (const { index: actor } of people) {
    let cursor: string | null = null;
    do {
      const input = { includeDeleted: true, limit: 200, ...(cursor === null ? {} : { cursor }) };
      const page = await duet.call({ actor, path: "events.list", input });
      // The shape of the answer.
      cursor = page.ok ? (page.value as { nextCursor: string | null }).nextCursor : null;
    } while (cursor !== null);
  }
  for (const { id, calendar } of longest(model.events)) {
    const actor = calendar.owner;
    await duet.call({ actor, path: "versions.list", input: { eventId: id, limit: 200 } });
    await duet.call({ actor, path: "versions.verify", input: { eventId: id } });
  }
}

/** Those with the longest histories. */
function longest(events: readonly ModelEvent[]): readonly ModelEvent[] {
  return events.toSorted((a, b) => b.view.version - a.view.version).slice(0, 30);
}

function drawStep(program: Program): Step {
  const { random, model } = program;
  const choice = random.below(100);
  if (model.events.length < 3 || choice < 8) return drawCreation(program);
  if (choice < 17) return drawSharingStep(program);
  // A few events are written to all the time, the others now and then.
  const event = random.pick(random.chance(0.5) ? model.events.slice(-6) : model.events);
  if (choice < 52) return drawReading(program, event);
  if (choice < 58) return drawOddStep(program, event);
  if (choice < 63) return drawDeletion(program, event);
  if (choice < 69) return drawRestoring(program, event);
  if (choice < 75) return drawRollback(program, event);
  if (choice < 78) return drawMove(program, event);
  if (choice < 84) return drawUndo(program, event);
  return event.isPlain ? drawPlainUpdate(program, event) : drawSeriesStep(program, event);
}

function count(counts: Record<string, number>, { path }: Call, answer: Answer): void {
  const name = answer.ok ? path : `${path} ${answer.reason}`;
  counts[name] = (counts[name] ?? 0) + 1;
}
