import { sql } from "kysely";
import type { StoredId } from "../../codec.ts";
import { statement } from "../../statement.ts";
import type { IndexedWords, SearchEngine } from "../engine.ts";

/**
 * FTS5, in a table of its own. An event's row in it is found by a word that no other has: its id. The
 * rowids of `events` would not do, since VACUUM may change them.
 */
export const sqliteSearch: SearchEngine = {
  async createIndex(db) {
    await sql`
      create virtual table if not exists event_words using fts5(
        words, event_id unindexed, detail = none, columnsize = 0, tokenize = ascii
      )
    `.execute(db);
  },

  async dropIndex(db) {
    await sql`drop table if exists event_words`.execute(db);
  },

  async indexWords(trx, events) {
    for (const event of events) await insertWords(trx, parameters(event));
  },

  async reindexWords(trx, event) {
    await deleteWords(trx, { word: wordOfId(event.eventId) });
    await insertWords(trx, parameters(event));
  },

  expression: (allOf) =>
    allOf
      .map((anyOf) => {
        const words = anyOf.map(({ word, prefix }) => (prefix ? `${word}*` : word));
        return `(${words.join(" OR ")})`;
      })
      .join(" AND "),

  eventsWithWords: (db, expression) =>
    db
      .selectFrom(
        sql<{ event_id: StoredId }>`(
          select event_id from event_words where event_words match ${expression}
        )`.as("matching"),
      )
      .crossJoin("events")
      .whereRef("events.id", "=", "matching.event_id"),
};

type WordsParameters = { readonly words: string; readonly event: StoredId };

function parameters({ eventId, words }: IndexedWords): WordsParameters {
  return { words: `${wordOfId(eventId)}${words}`, event: eventId };
}

const insertWords = statement((db, p: WordsParameters) => ({
  compile: () =>
    sql`insert into event_words (words, event_id) values (${p.words}, ${p.event})`.compile(db),
}));

const deleteWords = statement((db, p: { readonly word: string }) => ({
  compile: () =>
    sql`
      delete from event_words
      where rowid in (select rowid from event_words where event_words match ${p.word})
    `.compile(db),
}));

/** The word that finds one event: no calendar's digits begin with a letter after `f`. */
function wordOfId(eventId: StoredId): string {
  return `id${eventId.toHex()}`;
}
