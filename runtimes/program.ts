/**
 * What every runtime must be able to do that the client is promised for, written in web standards
 * alone. It is run on each of them against a real server, and what comes of it is the same.
 */
import {
  allItems,
  createDaybookClient,
  isInvalidInput,
  isNotFound,
  isVersionConflict,
  type DaybookClient,
  type Event,
  type JsonValue,
  type TokenStore,
} from "@daybook/client";

const PASSWORD = "correct horse battery staple";

export interface Trial {
  readonly url: string;
  readonly username: string;
  /** Where the session is kept; in memory unless given. */
  readonly tokens?: TokenStore | undefined;
}

/** What came of each step. */
export async function tryOut({ url, username, tokens }: Trial): Promise<Record<string, JsonValue>> {
  const daybook = createDaybookClient({ url, tokens });
  const causes: string[] = [];
  const quiet = daybook.session.onChange(({ cause }) => causes.push(cause));
  await daybook.auth.register({
    username,
    email: `${username}@example.org`,
    password: PASSWORD,
  });
  await daybook.auth.logout();
  await daybook.auth.login({ login: username, password: PASSWORD });
  quiet();

  const standup = await daybook.events.create({
    title: "Stand-up",
    start: "2026-03-23T09:00:00",
    end: "2026-03-23T09:30:00",
    timeZone: "Europe/Berlin",
    recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;COUNT=5" },
  });
  return {
    causes,
    startsAt: standup.startsAt,
    starts: await startsOf(daybook, standup),
    conflict: await conflictOf(daybook, standup),
    followed: await followed(daybook),
    aborted: await aborted(daybook),
    refused: await refused(daybook, standup),
    hidden: await hidden(daybook),
  };
}

async function startsOf(daybook: DaybookClient, { id }: Event): Promise<string[]> {
  const starts: string[] = [];
  const window = { from: "2026-03-23T00:00:00Z", to: "2026-05-01T00:00:00Z", limit: 2 };
  for await (const { startsAt } of allItems(daybook.events.occurrences, {
    ...window,
    eventId: id,
  })) {
    starts.push(startsAt);
  }
  return starts;
}

/** Two edits of one field that began at the same version. */
async function conflictOf(daybook: DaybookClient, { id, version }: Event): Promise<JsonValue> {
  const move = (location: string) =>
    daybook.events.update({ id, scope: "all", patch: { location }, baseVersion: version });
  await move("Room 4");
  try {
    await move("Room 5");
    return "no conflict";
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
    return error.details.conflicts.map(({ field, yours, theirs }) => [field, yours, theirs]);
  }
}

/** What a stream tells of a change that is made while it is read; leaving the loop closes it. */
async function followed(daybook: DaybookClient): Promise<string[]> {
  const { nextCursor: cursor } = await daybook.sync.changes();
  const stream = daybook.sync.subscribe({ cursor });
  await daybook.events.create({ title: "Outing", start: "2026-06-01" });
  const told: string[] = [];
  for await (const { items } of stream) {
    for (const item of items) {
      told.push(item.type === "event" ? (item.event?.title ?? "gone") : item.type);
    }
    if (told.length > 0) break;
  }
  return told;
}

/** A call before it is sent, and a stream that waits. */
async function aborted(daybook: DaybookClient): Promise<string[]> {
  const leaving = new AbortController();
  const { nextCursor: cursor } = await daybook.sync.changes();
  const stream = daybook.sync.subscribe({ cursor }, { signal: leaving.signal });
  const { value: first } = await stream.next();
  const outcomes = [
    daybook.calendars.list({}, { signal: leaving.signal }),
    stream.next(),
    Promise.resolve(first === undefined ? "silent" : first.type),
  ];
  leaving.abort(new Error("left"));
  return Promise.all(
    outcomes.map((outcome) =>
      outcome.then(
        (answer) => (typeof answer === "string" ? answer : "answered"),
        (error: unknown) => (error === leaving.signal.reason ? "aborted" : String(error)),
      ),
    ),
  );
}

async function refused(daybook: DaybookClient, { id }: Event): Promise<JsonValue> {
  try {
    await daybook.events.update({ id, scope: "all", patch: { start: "2026-02-30T09:00:00" } });
    return "done";
  } catch (error) {
    if (!isInvalidInput(error)) throw error;
    return error.fieldErrors.map(({ path, reason }) => [path, reason]);
  }
}

async function hidden(daybook: DaybookClient): Promise<string> {
  try {
    await daybook.events.get({ id: "01890a5d-ac96-774b-bcce-b302099a8057" });
    return "done";
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return `${error.reason} ${error.requestId === null ? "" : "named"}`;
  }
}
