import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { horizonOf } from "./case-keys.ts";
import { isAllDay, MAX_KEYS, ORACLES } from "./rule-case.ts";
import type { Oracle, RuleCase } from "./rule-case.ts";

/** Debian's, whose packages these are. */
const PYTHON = "/usr/bin/python3";
const SCRIPT = join(import.meta.dirname, "expand.py");

export type Answers = Readonly<Record<Oracle, readonly string[] | null>>;

/** Longer than any answer takes; then it is none. */
const LIMIT_MS = 20_000;

/** dateutil and libical, each in a process of its own: some rules make libical crash, or go on for ever. */
export class Oracles {
  readonly #processes = new Map<Oracle, OracleProcess>();

  async ask(item: RuleCase): Promise<Answers> {
    const [dateutil, libical] = await Promise.all(
      ORACLES.map((oracle) => this.askOne(oracle, item, MAX_KEYS)),
    );
    return { dateutil: dateutil ?? null, libical: libical ?? null };
  }

  /** The keys of a case; null where the program refuses the rule, crashes at it or never ends. */
  async askOne(oracle: Oracle, item: RuleCase, limit: number): Promise<readonly string[] | null> {
    let child = this.#processes.get(oracle);
    if (child === undefined) {
      child = new OracleProcess(oracle);
      this.#processes.set(oracle, child);
    }
    const kind = isAllDay(item) ? "date" : item.zone === null ? "floating" : "zoned";
    // A date as UNTIL of a timed series means all of that day (R1); neither program knows that.
    const rule = kind === "date" ? item.rule : item.rule.replace(/(UNTIL=\d{8})(?!T)/, "$1T235959");
    const asked = { ...item, kind, rule, limit, horizon: horizonOf(item) };
    const answer = await child.ask(JSON.stringify(asked));
    if (answer === undefined) this.#processes.delete(oracle);
    return answer === undefined ? null : (JSON.parse(answer) as readonly string[] | null);
  }

  close(): void {
    for (const child of this.#processes.values()) child.close();
  }
}

class OracleProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  constructor(oracle: Oracle) {
    this.#child = spawn(PYTHON, [SCRIPT, oracle], { stdio: ["pipe", "pipe", "inherit"] });
    // A crash shows as the end of its answers.
    this.#child.stdin.on("error", () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Its answer to a line; undefined when it crashed or had to be stopped. */
  async ask(line: string): Promise<string | undefined> {
    this.#child.stdin.write(`${line}\n`);
    const limit = setTimeout(() => this.#child.kill("SIGKILL"), LIMIT_MS);
    const { value, done } = await this.#lines.next();
    clearTimeout(limit);
    return done === true ? undefined : value;
  }

  close(): void {
    this.#child.stdin.end();
  }
}
