/** What to write instead of what no two runs have alike. */
export interface Rewriting {
  id(number: number): string;
  /** @param secondsAfterBeginning of an instant of the clock, or counted from it */
  instant(secondsAfterBeginning: number): string;
  /** The values of members that are random, sealed, or of the machine. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Members that are left out. */
  readonly without: ReadonlySet<string>;
  readonly feedSecret: string;
  readonly origin: string;
  /** As calendar files write it. */
  readonly fileInstant: string;
}

/**
 * Takes out of answers what no two runs have alike: ids, which are numbered as they are met, the
 * clock, secrets, and where the server listens.
 */
export class Rewriter {
  readonly #rewriting: Rewriting;
  readonly #ids = new Map<string, string>();

  constructor(rewriting: Rewriting) {
    this.#rewriting = rewriting;
  }

  of(value: unknown): unknown {
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) return value.map((item) => this.of(item));
    if (typeof value !== "object" || value === null) return value;
    const { members, without } = this.#rewriting;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !without.has(name))
        .map(([name, inner]) => [
          this.#text(name),
          inner !== null && Object.hasOwn(members, name) ? members[name] : this.of(inner),
        ]),
    );
  }

  #text(text: string): string {
    const { feedSecret, origin, fileInstant } = this.#rewriting;
    return text
      .replaceAll(UUID, (id) => this.#id(id))
      .replaceAll(INSTANT, (instant) => this.#instant(instant))
      .replaceAll(IN_FILES, `$1:${fileInstant}`)
      .replaceAll(FEED, `/feeds/${feedSecret}.ics`)
      .replaceAll(ORIGIN, origin);
  }

  #id(id: string): string {
    const known = this.#ids.get(id) ?? this.#rewriting.id(this.#ids.size + 1);
    this.#ids.set(id, known);
    return known;
  }

  #instant(text: string): string {
    const ms = Date.parse(text);
    // The events of the scenes were long before these programs.
    return ms < BEGINNING - 60_000
      ? text
      : this.#rewriting.instant(Math.round((ms - BEGINNING) / 1_000));
  }
}

const BEGINNING = Date.now();

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const IN_FILES = /(DTSTAMP|CREATED|LAST-MODIFIED):\d{8}T\d{6}Z/g;
const FEED = /\/feeds\/[\w-]+\.ics/g;
const ORIGIN = /http:\/\/127\.0\.0\.1:\d+/g;
