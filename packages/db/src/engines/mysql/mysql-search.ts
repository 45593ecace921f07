import { sql } from "kysely";
import type { SearchEngine } from "../engine.ts";
import { hasIndex } from "./mysql-indexes.ts";

const INDEX = "events_by_words";

/**
 * FULLTEXT of InnoDB. It reads the column by itself at COMMIT, where the column was changed, and
 * not at all where an update leaves it as it is.
 *
 * @NOTE No stop word and no least length of a word (innodb_ft_min_token_size, at most 16) meets our
 * words: each begins with the 16 digits of its calendar. The longest one is as long as
 * innodb_ft_max_token_size allows unless it was lowered.
 */
export const mysqlSearch: SearchEngine = {
  async createIndex(db) {
    if (await hasIndex(db, "events", INDEX)) return;
    await sql`create fulltext index ${sql.id(INDEX)} on events (words)`.execute(db);
  },

  async dropIndex(db) {
    if (!(await hasIndex(db, "events", INDEX))) return;
    await sql`drop index ${sql.id(INDEX)} on events`.execute(db);
  },

  indexWords: async () => {},

  reindexWords: async () => {},

  expression: (allOf) =>
    allOf
      .map((anyOf) => {
        const words = anyOf.map(({ word, prefix }) => (prefix ? `${word}*` : word));
        return `+(${words.join(" ")})`;
      })
      .join(" "),

  eventsWithWords: (db, expression) =>
    db
      .selectFrom("events")
      .where(sql<boolean>`match(events.words) against (${expression} in boolean mode)`),
};
