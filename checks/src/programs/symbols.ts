/**
 * Answers of different databases made comparable: an id is named by when it first appeared, a cursor
 * likewise, and what the clock said is left out.
 */
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Where answers say what the clock showed, or what is counted from it (C6). */
const CLOCK_KEYS = new Set(["at", "createdAt", "updatedAt", "deletedAt", "grantedAt", "horizon"]);
const STAMP = /(?<=(?:DTSTAMP|CREATED|LAST-MODIFIED):)\d{8}T\d{6}Z/g;
const SYMBOL = /<(?:id|cursor) \d+>/g;
const CURSORS = new Set(["nextCursor", "cursor"]);

/** Stand for what was left out, where an answer is sent back. */
const SOME_STAMP = "20260101T000000Z";

export class Symbols {
  readonly #symbols = new Map<string, string>();
  readonly #values = new Map<string, string>();

  /** The answer with symbols in place of ids. */
  abstract(value: unknown, key = ""): unknown {
    if (typeof value === "string") {
      if (CLOCK_KEYS.has(key)) return "<clock>";
      if (CURSORS.has(key)) return this.#symbolOf(value, "cursor");
      return value.replace(ID, (id) => this.#symbolOf(id, "id")).replace(STAMP, "<stamp>");
    }
    if (Array.isArray(value)) return value.map((member) => this.abstract(member));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          name.replace(ID, (id) => this.#symbolOf(id, "id")),
          this.abstract(member, name),
        ]),
      );
    }
    return value;
  }

  /** The input with this database's ids in place of the symbols. */
  concrete(value: unknown): unknown {
    if (typeof value === "string") {
      return value
        .replace(SYMBOL, (symbol) => this.#values.get(symbol) ?? symbol)
        .replaceAll("<stamp>", SOME_STAMP);
    }
    if (Array.isArray(value)) return value.map((member) => this.concrete(member));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, this.concrete(member)]),
      );
    }
    return value;
  }

  #symbolOf(value: string, kind: string): string {
    const known = this.#symbols.get(value);
    if (known !== undefined) return known;
    const symbol = `<${kind} ${this.#symbols.size + 1}>`;
    this.#symbols.set(value, symbol);
    this.#values.set(symbol, value);
    return symbol;
  }
}
