import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { type BareDriver, openBareDriver } from "./bare-driver.ts";
import type { BenchEvent } from "./dataset.ts";
import { HttpLoad, runCalls } from "./http-load.ts";

/** Events of one request when a dataset is filled in. */
const BATCH = 500;

/** A real server process on a fresh database, with one user signed in. */
export interface BenchWorld extends AsyncDisposable {
  readonly server: ServerProcess;
  readonly load: HttpLoad;
  readonly bare: BareDriver;
  readonly calendarId: string;
}

export async function startBenchWorld(): Promise<BenchWorld> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await startServer());
  const load = new HttpLoad(server.url);
  opened.defer(() => load.close());
  const session = await load.mutate<{ accessToken: string }>("auth.register", {
    username: "bench",
    email: "bench@example.com",
    password: "tepid walrus at 9:15",
  });
  load.signIn(session.accessToken);
  const { items } = await load.query<{ items: { id: string }[] }>("calendars.list", {});
  const [calendar] = items;
  if (calendar === undefined) {
    throw new Error("a new user has no calendar");
  }
  const bare = openBareDriver(server.databaseUrl, 8);
  opened.defer(() => bare.close());
  const resources = opened.move();
  return {
    server,
    load,
    bare,
    calendarId: calendar.id,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

export async function fill(
  { load, calendarId }: BenchWorld,
  events: readonly BenchEvent[],
): Promise<void> {
  const batches = Math.ceil(events.length / BATCH);
  await runCalls({ calls: batches, inFlight: 1 }, (i) =>
    load.mutate("events.createMany", {
      calendarId,
      events: events.slice(i * BATCH, (i + 1) * BATCH),
    }),
  );
}
