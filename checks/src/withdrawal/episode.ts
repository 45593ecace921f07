/** One loss of a right, with readers who look all the time. */
import { setTimeout as delay } from "node:timers/promises";
import { type Account, clientAt } from "../accounts.ts";
import type { Random } from "../random.ts";
import type { Kept } from "./eyes.ts";
import { drawGrant, keepsCalendar, type Loss, resourceOf, type Things } from "./losses.ts";
import type { Secret } from "./secret.ts";
import { Watcher } from "./watcher.ts";

export interface EpisodeOptions {
  readonly loss: Loss;
  readonly owner: Account;
  readonly readers: readonly Account[];
  readonly random: Random;
  /** Unlike that of any other episode. */
  readonly number: number;
}

/** Passes of all eyes before the loss, and again after it. */
const PASSES = 2;
/** What a clock that counts whole milliseconds may be off. */
const CLOCK_MS = 5;

export async function runEpisode(options: EpisodeOptions): Promise<readonly Watcher[]> {
  const { loss, owner, readers, random } = options;
  const asOwner = clientAt(owner.clients, random.below(2));
  const { secret, things } = await makeSecret(options);
  const endsAt = loss.lastsMs === undefined ? undefined : Date.now() + loss.lastsMs;
  await asOwner.sharing.share({
    resource: resourceOf(loss.on, things),
    users: readers.map(({ user }) => ({
      userId: user.id,
      ...drawGrant(random),
      ...(endsAt === undefined ? {} : { expiresAt: new Date(endsAt).toISOString() }),
    })),
  });
  const watchers = await Promise.all(
    readers.map(async (reader) => {
      const kept: Kept = { cursors: new Map(), feedUrl: await makeFeed(reader, secret, loss) };
      return new Watcher(reader, { random: random.fork(reader.user.username), secret, kept });
    }),
  );

  const watching = Promise.all(watchers.map((watcher) => watcher.run()));
  // Whoever fails ends the episode, whatever the others wait for.
  await Promise.race([watching, untilAll(watchers, (watcher) => watcher.passes >= PASSES)]);
  await Promise.all(
    watchers.map(async (watcher) => {
      await delay(random.below(100));
      const reader = watcher.account;
      const asReader = clientAt(reader.clients, random.below(2));
      if (endsAt !== undefined) await delay(Math.max(0, endsAt + CLOCK_MS - Date.now()));
      await loss.end({ asOwner, reader, asReader }, things);
      watcher.lostAt = performance.now();
    }),
  );
  await asOwner.events.update({ id: things.eventId, patch: { title: secret.laterWord } });
  for (const watcher of watchers) watcher.stopAfter(PASSES);
  await watching;
  return watchers;
}

async function untilAll(
  watchers: readonly Watcher[],
  is: (watcher: Watcher) => boolean,
): Promise<void> {
  while (!watchers.every(is)) await delay(10);
}

async function makeSecret({
  owner,
  loss,
  random,
  number,
}: EpisodeOptions): Promise<{ secret: Secret; things: Things }> {
  const client = clientAt(owner.clients, random.below(2));
  const calendar = await client.calendars.create({ name: `Shared ${number}`, timeZone: "UTC" });
  const hidden = await client.calendars.create({ name: `Private ${number}`, timeZone: "UTC" });
  const [word, laterWord] = [`Secret${number}before`, `Hidden${number}later`];
  // A day of its own for each episode.
  const start = `${new Date(Date.UTC(2027, 0, 1 + number)).toISOString().slice(0, 10)}T09:07:00`;
  const createdBefore = new Date(Date.now() - 1_000).toISOString();
  const event = await client.events.create({
    calendarId: calendar.id,
    title: word,
    start,
    end: start.replace("09:07", "09:37"),
  });
  const changed = await client.events.update({
    id: event.id,
    patch: { location: `${word} Street` },
  });
  const startsAt = `${start}Z`;
  const things = {
    calendarId: calendar.id,
    eventId: event.id,
    privateCalendarId: hidden.id,
  };
  const marks = [word, laterWord, event.id, startsAt, hidden.id];
  return {
    things,
    secret: {
      ownerName: owner.user.username,
      calendarId: calendar.id,
      eventId: event.id,
      word,
      laterWord,
      startsAt,
      seenAt: changed.event.updatedAt,
      createdBefore,
      marks: keepsCalendar(loss) ? marks : [...marks, calendar.id],
    },
  };
}

/** Who reads a calendar may make feeds of it (F1). */
async function makeFeed(
  reader: Account,
  { calendarId }: Secret,
  { on }: Loss,
): Promise<string | undefined> {
  if (on !== "calendar") return undefined;
  const feed = await clientAt(reader.clients, 0).feeds.create({ calendarId });
  return feed.url;
}
