import { parseArgs } from "node:util";
import { startTestMariadb } from "./mariadb.ts";
import { print, type Row } from "./report.ts";
import { measureCreate } from "./rows/create.ts";
import { measureDailySeries } from "./rows/daily-series.ts";
import { measureFreeBusy } from "./rows/free-busy.ts";
import { measurePages } from "./rows/pages.ts";
import { measureSync } from "./rows/sync.ts";
import { measureWeek } from "./rows/week.ts";

type Engine = "sqlite" | "mysql";

const { values } = parseArgs({ options: { engine: { type: "string" } } });
const engines = (["sqlite", "mysql"] as const).filter(
  (engine) => values.engine === undefined || values.engine === engine,
);
const rows: Row[] = [];

report("The domain alone", measureDailySeries());
for (const engine of engines) {
  await using _database = await useEngine(engine);
  report(`Over HTTP, on ${engine}`, [
    ...(await measureWeek()),
    ...(await measureFreeBusy()),
    ...(await measureSync()),
    ...(await measurePages(engine)),
    ...(await measureCreate()),
  ]);
}
const missed = rows.filter(({ reached }) => !reached).length;
process.stdout.write(`\n${rows.length - missed} of ${rows.length} figures reached\n`);

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
