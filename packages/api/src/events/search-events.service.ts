import {
  compareFound,
  listEventsWithWords,
  listShelfCalendarIds,
  type SearchPage,
} from "@daybook/db/queries/search.queries";
import { listReachableCalendarIds } from "@daybook/db/queries/event-pages.queries";
import type { Id } from "@daybook/db/ids";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { type WantedWord, wantedWords } from "@daybook/domain/search/words";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { id } from "../rpc/wire.schema.ts";
import { chunksOf } from "./chunks.ts";
import { listedAccess, toEventView } from "./event-view.ts";
import type { EventView, SearchEventsInput } from "./events.schema.ts";

/** Calendars that one statement asks about: it names each of them with each word. */
const CALENDARS_AT_A_TIME = 100;

/** A place in the order: the event's first instant, epoch milliseconds. */
const position = z.object({ at: z.int(), id });

/**
 * Pages through the events that the caller can see and that have all words of the query (rule Q2).
 *
 * @throws DomainError NO_SEARCH_WORDS, or LIMIT_EXCEEDED for more words than are published.
 */
export async function searchEvents(
  call: Call,
  input: SearchEventsInput,
): Promise<{ items: EventView[]; nextCursor: string | null }> {
  const { cursor, limit, ...filters } = input;
  const format = cursorFormat("events.search", filters, position);
  const wanted = wordsOf(input.query);
  const { userId } = call.actor;
  const rows = await listPage(call, {
    userId,
    calendarIds: input.calendarIds ?? (await everywhere(call)),
    wanted,
    after: cursor === undefined ? undefined : format.decode(cursor),
    limit,
  });
  return pageOf(rows, limit, {
    item: ({ item }) => toEventView(item, listedAccess(item)),
    cursor: (row) => format.encode(row.position),
  });
}

/** The calendars that reach the caller, whole or by an event of theirs (rule S6). */
async function everywhere({ app, actor: { userId } }: Call): Promise<Id[]> {
  const { read } = app.database;
  const whole = await listReachableCalendarIds(read, userId);
  return [...new Set([...whole, ...(await listShelfCalendarIds(read, userId))])].toSorted();
}

function wordsOf(query: string): WantedWord[] {
  const wanted = wantedWords(query);
  if (wanted.length === 0) {
    throw new DomainError("NO_SEARCH_WORDS", { field: "query" });
  }
  if (wanted.length > LIMITS.searchWords) {
    throw limitRefusal("searchWords", { field: "query", given: wanted.length });
  }
  return wanted;
}

type PageRows = Awaited<ReturnType<typeof listEventsWithWords>>;

/** The page out of the first rows of each stretch of calendars, however many reach the caller. */
async function listPage(call: Call, page: SearchPage): Promise<PageRows> {
  const rows = new Map<string, PageRows[number]>();
  for (const calendarIds of chunksOf(page.calendarIds, CALENDARS_AT_A_TIME)) {
    const stretch = { ...page, calendarIds };
    for (const row of await listEventsWithWords(call.app.database.read, stretch)) {
      rows.set(row.position.id, row);
    }
  }
  return [...rows.values()]
    .toSorted((a, b) => compareFound(a.position, b.position))
    .slice(0, page.limit + 1);
}
