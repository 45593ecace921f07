import {
  type Calendar,
  type DaybookError,
  type Event,
  type Grant,
  type ImportReport,
  isDaybookError,
  isVersionConflict,
  type Occurrence,
} from "@daybook/client";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Person, signUp } from "./people.ts";
import { shownConflict, shownDiff, shownOccurrence, shownVersion } from "./shown.ts";

const FILES = join(import.meta.dirname, "../packages/domain/testdata");
const SEMINAR_UID = "seminar-2026@daybook.example";

/** Berlin's clocks go forward in the night to Sunday, 29 March 2026. */
const WEEKS = { from: "2026-03-23T00:00:00+01:00", to: "2026-04-09T00:00:00+02:00" };
/** The Monday whose seminar is moved, and the weeks around it. */
const MOVED_KEY = "2026-04-13T14:15:00";
const MOVED_WEEKS = { from: "2026-04-08T00:00:00Z", to: "2026-04-22T00:00:00Z" };

export interface DayOptions {
  /** Where the server is. */
  readonly url: string;
  /** Gets each line of the story. */
  readonly print: (line: string) => void;
}

/** What happened, for whoever wants to check it. */
export type Day = Awaited<ReturnType<typeof liveTheDay>>;

/** Who acts, where, and who is told of it. */
interface Scene {
  readonly url: string;
  readonly ada: Person;
  readonly ben: Person;
  /** Ada's calendar, which Ben gets to see. */
  readonly calendar: Calendar;
  readonly tell: Narrator;
}

/** A sentence, and what is seen with it. */
type Narrator = (sentence: string, lines?: readonly string[]) => void;

/**
 * The main job, from sign-up to sign-out: import, share, read across a clock change, edit one
 * occurrence, meet a conflict, look at the log, roll back, withdraw.
 */
export async function liveTheDay({ url, print }: DayOptions) {
  const tell: Narrator = (sentence, lines = []) => {
    print(`\n${sentence}`);
    for (const line of lines) {
      print(`    ${line}`);
    }
  };

  const ada = await signUp(url, "Ada", "Europe/Berlin");
  const ben = await signUp(url, "Ben", "America/New_York");
  tell("Two people sign up.", [
    `Ada is ${ada.session.user.username}, in Berlin.`,
    `Ben is ${ben.session.user.username}, in New York.`,
  ]);
  const calendar = await ada.daybook.calendars.create({
    name: "Institute",
    timeZone: "Europe/Berlin",
  });
  const scene: Scene = { url, ada, ben, calendar, tell };

  const imported = await importFiles(scene);
  const grants = await shareCalendar(scene);
  const weeks = await readWeeks(scene);
  const seminar = await findSeminar(scene);
  const moved = await moveOneOccurrence(scene, seminar);
  const met = await meetConflict(scene, moved.edited);
  const looked = await lookAtLog(scene, seminar, met.changed);
  const rollback = await rollBack(scene, moved.edited);
  const refusedAfterWithdrawal = await withdrawAccess(scene, seminar);
  const refusedAfterSignOut = await signOut(scene);
  print("");
  return {
    imported,
    grants,
    weeks,
    seminar,
    moved,
    met,
    looked,
    rollback,
    refusedAfterWithdrawal,
    refusedAfterSignOut,
  };
}

async function importFiles({ ada, calendar, tell }: Scene) {
  const importFile = async (name: string): Promise<ImportReport> =>
    ada.daybook.events.import({
      calendarId: calendar.id,
      ics: await readFile(join(FILES, name), "utf8"),
    });
  const holidays = await importFile("public-holidays-germany-2026.ics");
  const seminar = await importFile("weekly-seminar-berlin.ics");
  const seminarAgain = await importFile("weekly-seminar-berlin.ics");
  tell(`Ada imports two calendar files into “${calendar.name}”.`, [
    `public-holidays-germany-2026.ics  ${shownReport(holidays)}`,
    `weekly-seminar-berlin.ics         ${shownReport(seminar)}`,
    `weekly-seminar-berlin.ics again   ${shownReport(seminarAgain)}`,
  ]);
  return { holidays, seminar, seminarAgain };
}

async function shareCalendar({ ada, ben, calendar, tell }: Scene): Promise<readonly Grant[]> {
  const { items } = await ada.daybook.sharing.share({
    resource: { type: "calendar", id: calendar.id },
    users: [{ username: ben.session.user.username, role: "editor" }],
  });
  tell(
    "Ada shares the calendar with Ben, who may edit.",
    items.map(({ user, role }) => `${user.username}: ${role}`),
  );
  return items;
}

async function readWeeks({ ada, ben, tell }: Scene) {
  const weeks = { ada: await read(ada, WEEKS), ben: await read(ben, WEEKS) };
  tell(
    "Ada reads the weeks around the clock change of 29 March: in Berlin, the seminar stays at 14:15.",
    weeks.ada.map((occurrence) => shownOccurrence(occurrence, ada.timeZone)),
  );
  tell(
    "Ben reads the same weeks in New York, where clocks changed earlier: for him, it moves.",
    weeks.ben.map((occurrence) => shownOccurrence(occurrence, ben.timeZone)),
  );
  return weeks;
}

async function findSeminar({ ben, calendar }: Scene): Promise<Event> {
  const { items } = await ben.daybook.events.list({ calendarIds: [calendar.id] });
  const seminar = items.find(({ uid }) => uid === SEMINAR_UID);
  if (seminar === undefined) {
    throw new Error("the seminar was not imported");
  }
  return seminar;
}

async function moveOneOccurrence({ ada, ben, tell }: Scene, seminar: Event) {
  const { event: edited } = await ben.daybook.events.update({
    id: seminar.id,
    scope: "this",
    occurrenceKey: MOVED_KEY,
    baseVersion: seminar.version,
    patch: { start: "2026-04-14T10:00:00", end: "2026-04-14T11:30:00", location: "Room 1.01" },
    message: "Room 2.14 is painted",
  });
  const seminars = (await read(ada, MOVED_WEEKS)).filter(({ eventId }) => eventId === seminar.id);
  tell(
    "Ben moves one seminar to Tuesday, and only that one.",
    seminars.map((occurrence) => shownOccurrence(occurrence, ada.timeZone)),
  );
  return { edited, seminars };
}

/** Both change the same field of the same version. */
async function meetConflict({ ada, ben, tell }: Scene, { id, version }: Event) {
  const moveTo = (person: Person, location: string) =>
    person.daybook.events.update({ id, scope: "all", baseVersion: version, patch: { location } });
  const { event: changed } = await moveTo(ada, "Lecture hall 3");
  const refusal = await refusalOf(moveTo(ben, "Library"));
  const conflicts = isVersionConflict(refusal) ? refusal.details.conflicts : [];
  tell(
    `Both change the location, starting from version ${version}. Ada is first; Ben gets ` +
      `${refusal.reason}:`,
    conflicts.flatMap(shownConflict),
  );
  return { changed, reason: refusal.reason, conflicts };
}

async function lookAtLog({ ada, ben, tell }: Scene, before: Event, after: Event) {
  const { items: log } = await ben.daybook.versions.list({ eventId: before.id });
  const diff = await ben.daybook.versions.diff({
    eventId: before.id,
    from: before.version,
    to: after.version,
    window: { ...MOVED_WEEKS, timeZone: ada.timeZone },
  });
  tell("They look at the log of the seminar,", log.map(shownVersion));
  tell(`and at what changed from version ${before.version} to ${after.version}.`, shownDiff(diff));
  return { log, diff };
}

async function rollBack({ ada, tell }: Scene, { id: eventId, version }: Event) {
  const { versions } = ada.daybook;
  const { event } = await versions.rollback({
    eventId,
    version,
    message: "The lecture hall is taken",
  });
  const contentThen = (await versions.get({ eventId, version })).event;
  const contentNow = (await versions.get({ eventId, version: event.version })).event;
  const { items: log } = await versions.list({ eventId });
  const chain = await versions.verify({ eventId });
  tell(`Ada rolls back to version ${version}. That makes a new version, and nothing is lost.`, [
    ...log.map(shownVersion),
    `The chain of ${chain.checked} versions ${chain.ok ? "fits together" : "is broken"}.`,
  ]);
  return { event, contentThen, contentNow, log, chain };
}

async function withdrawAccess({ ada, ben, calendar, tell }: Scene, seminar: Event) {
  await ada.daybook.sharing.revoke({
    resource: { type: "calendar", id: calendar.id },
    userId: ben.session.user.id,
  });
  const { reason } = await refusalOf(ben.daybook.events.get({ id: seminar.id }));
  tell(`Ada withdraws Ben's access. When he opens the seminar, he gets ${reason}.`);
  return reason;
}

async function signOut({ url, ada, ben, tell }: Scene) {
  await ada.daybook.auth.logout();
  await ben.daybook.auth.logout();
  const reasons = {
    ada: await askWithOldToken(url, ada),
    ben: await askWithOldToken(url, ben),
  };
  tell(`Both sign out. Who kept Ada's token gets ${reasons.ada}.`);
  return reasons;
}

async function read(
  person: Person,
  window: { readonly from: string; readonly to: string },
): Promise<readonly Occurrence[]> {
  const { items } = await person.daybook.events.occurrences({
    ...window,
    timeZone: person.timeZone,
  });
  return items;
}

/** Why a call was refused; that it is not refused would be the news. */
async function refusalOf(call: Promise<unknown>): Promise<DaybookError> {
  try {
    await call;
  } catch (error) {
    if (isDaybookError(error)) {
      return error;
    }
    throw error;
  }
  throw new Error("a call that should be refused was not");
}

/** The client forgets a token when it signs out; somebody else may have kept it. */
async function askWithOldToken(url: string, { session }: Person): Promise<string> {
  const response = await fetch(`${url}/trpc/auth.me`, {
    headers: { authorization: `Bearer ${session.accessToken}` },
  });
  const answer = (await response.json()) as { error?: { data: { reason: string } } };
  return answer.error?.data.reason ?? "an answer";
}

function shownReport({ created, updated, unchanged, skipped }: ImportReport): string {
  return `${created} new, ${updated} updated, ${unchanged} unchanged, ${skipped.length} skipped`;
}
