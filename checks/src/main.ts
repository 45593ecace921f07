/** `npm run check:history`: the checks from outside, as long as one likes. */
import { startTestMariadb } from "@daybook/bench/mariadb";
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import type { EngineName } from "./cluster.ts";
import { checkHistory } from "./history/history-check.ts";
import { checkProgram } from "./programs/program-check.ts";
import { checkWithdrawal } from "./withdrawal/withdrawal-check.ts";

const USAGE = `Usage: npm run check:history -- [options]
  --check <name>       history, withdrawal or program; all unless given; may be given again
  --engine <name>      sqlite, mysql, or galera (three nodes, each with a server; of the history
                       check one is killed and comes back); sqlite and mysql unless given
  --seed <text>        repeats the choices of an earlier run; a new one unless given
  --writers <n>        writers of the history check (200)
  --edits <n>          edits of each of them (20)
  --events <n>         events that they meet at (12)
  --connections <n>    calls under way at once (32)
  --rounds <n>         how often each kind of right is lost (10)
  --steps <n>          steps of the program (5000)
`;

interface Report {
  readonly complaints: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly hash?: string;
}

/** Who looks on while rights are lost. */
const READERS = 3;

const CHECKS = {
  history: (engine: EngineName) =>
    checkHistory({
      engine,
      seed,
      writers: number("writers"),
      editsEach: number("edits"),
      events: number("events"),
      connections: number("connections"),
    }),
  withdrawal: (engine: EngineName) =>
    checkWithdrawal({ engine, seed, rounds: number("rounds"), readers: READERS }),
  // Against SQLite: on MySQL both must come to the same, on SQLite it must repeat itself.
  program: (engine: EngineName) =>
    checkProgram({ engines: [engine, "sqlite"], seed, steps: number("steps") }),
} as const satisfies Record<string, (engine: EngineName) => Promise<Report>>;

const values = readOptions();
const { seed } = values;
let failures = 0;
for (const engine of (["sqlite", "mysql", "galera"] as const).filter(
  isAsked(values.engine ?? ["sqlite", "mysql"]),
)) {
  await using _database = await useEngine(engine);
  for (const name of (["history", "withdrawal", "program"] as const).filter(
    isAsked(values.check),
  )) {
    tell(`${name} · ${engine} · seed ${seed}`, await CHECKS[name](engine));
  }
}
process.exitCode = failures === 0 ? 0 : 1;

function readOptions() {
  try {
    return parseArgs({
      options: {
        check: { type: "string", multiple: true },
        engine: { type: "string", multiple: true },
        seed: { type: "string", default: randomBytes(4).toString("hex") },
        writers: { type: "string", default: "200" },
        edits: { type: "string", default: "20" },
        events: { type: "string", default: "12" },
        connections: { type: "string", default: "32" },
        rounds: { type: "string", default: "10" },
        steps: { type: "string", default: "5000" },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

function number(name: "writers" | "edits" | "events" | "connections" | "rounds" | "steps"): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) {
    process.stderr.write(`--${name} takes a whole number from 1.\n${USAGE}`);
    process.exit(2);
  }
  return value;
}

function isAsked(asked: readonly string[] | undefined): (name: string) => boolean {
  return (name) => asked === undefined || asked.includes(name);
}

function tell(title: string, { complaints, counts, hash }: Report): void {
  failures += complaints.length;
  const counted = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  const answers = hash === undefined ? "" : ` · answers ${hash}`;
  process.stdout.write(`${title}${answers}\n  ${counted.join(", ")}\n`);
  for (const complaint of complaints) process.stdout.write(`  ✗ ${complaint}\n`);
  process.stdout.write(complaints.length === 0 ? "  nothing to complain of\n" : "");
}

/** Where the databases of this engine are made. */
async function useEngine(engine: EngineName): Promise<AsyncDisposable> {
  // A cluster makes its database itself.
  process.env["DAYBOOK_TEST_ENGINE"] = engine === "galera" ? "mysql" : engine;
  await using opened = new AsyncDisposableStack();
  if (engine === "mysql") opened.use(await startTestMariadb());
  return opened.move();
}
