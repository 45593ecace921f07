import { parseArgs } from "node:util";
import { startTestMariadb } from "./mariadb.ts";
import { print, type Row } from "./report.ts";
import { measureCreate } from "./rows/create.ts";
import { measureDailySeries } from "./rows/daily-series.ts";
import { measureFreeBusy } from "./rows/free-busy.ts";
import { measureManyOverrides } from "./rows/many-overrides.ts";
import { measurePages } from "./rows/pages.ts";
import { measurePastWeek } from "./rows/past-week.ts";
import { measureSync } from "./rows/sync.ts";
import { measureVerify } from "./rows/verify.ts";
import { measureWeek } from "./rows/week.ts";

type Engine = "sqlite" | "mysql";

/** What is measured, by the names that `--row` takes. */
const DOMAIN: Readonly<Record<string, () => Row[]>> = {
  "daily-series": measureDailySeries,
  "many-overrides": measureManyOverrides,
};
const OVER_HTTP: Readonly<Record<string, (engine: Engine) => Promise<Row[]>>> = {
  week: measureWeek,
  "past-week": measurePastWeek,
  "free-busy": measureFreeBusy,
  sync: measureSync,
  pages: measurePages,
  create: measureCreate,
};
const IN_PROCESS: Readonly<Record<string, () => Promise<Row[]>>> = {
  verify: measureVerify,
};

const { values } = parseArgs({
  options: { engine: { type: "string" }, row: { type: "string", multiple: true } },
});
const engines = (["sqlite", "mysql"] as const).filter(
  (engine) => values.engine === undefined || values.engine === engine,
);
const rows: Row[] = [];

for (const measure of asked(DOMAIN)) report("The domain alone", measure());
for (const engine of engines) {
  const [overHttp, inProcess] = [asked(OVER_HTTP), asked(IN_PROCESS)];
  if (overHttp.length + inProcess.length === 0) continue;
  await using _database = await useEngine(engine);
  for (const measure of overHttp) report(`Over HTTP, on ${engine}`, await measure(engine));
  for (const measure of inProcess) report(`In this process, on ${engine}`, await measure());
}
const missed = rows.filter(({ reached }) => !reached).length;
process.stdout.write(`\n${rows.length - missed} of ${rows.length} figures reached\n`);

/** Those that `--row` names, or all of them. */
function asked<Measure>(measures: Readonly<Record<string, Measure>>): Measure[] {
  return Object.entries(measures)
    .filter(([name]) => values.row === undefined || values.row.includes(name))
    .map(([, measure]) => measure);
}

function report(title: string, measured: readonly Row[]): void {
  rows.push(...measured);
  print(title, measured);
}

/** Where the servers that are started from here find their databases. */
async function useEngine(engine: Engine): Promise<AsyncDisposable> {
  process.env["DAYBOOK_TEST_ENGINE"] = engine;
  await using opened = new AsyncDisposableStack();
  if (engine === "mysql") {
    opened.use(await startTestMariadb());
  }
  return opened.move();
}
