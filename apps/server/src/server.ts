import { createApp } from "@daybook/api/app";
import { type Database, openDatabase } from "@daybook/db/database";
import { listMigrations, migrate } from "@daybook/db/migrations/migrator";
import { setTimeout as delay } from "node:timers/promises";
import manifest from "../package.json" with { type: "json" };
import type { Environment } from "./environment.ts";
import { createHttpApp } from "./http-app.ts";
import { InFlight } from "./in-flight.ts";
import { listen } from "./listener.ts";
import type { ServerLog } from "./log.ts";
import { startMaintenance } from "./maintenance.ts";
import { createReadiness } from "./probes.ts";
import { loadSigningKey } from "./signing-key-file.ts";
import { StartError } from "./start-error.ts";

export interface RunningServer {
  /** Where it listens. */
  readonly url: string;
  /**
   * Stops: says so to load balancers, takes no more connections, finishes what is under way, writes
   * what waits to be written, closes the database.
   *
   * @returns whether everything was finished within the grace
   */
  stop(): Promise<boolean>;
}

/**
 * Wires the parts, from the database to the port. Whatever was opened is closed again when a later
 * part fails.
 *
 * @throws StartError for what the one who starts the server can set right
 */
export async function startServer(
  { config, secrets }: Environment,
  log: ServerLog,
): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack();

  const database = await openMigrated({ config, secrets }, log);
  opened.defer(() => database.close());

  const app = await createApp({
    database,
    privateJwk: secrets.signingKey ?? (await loadSigningKey(config.dataDir)),
    log,
    serverVersion: manifest.version,
    callsPerMinute: config.callsPerMinute,
    publicUrl: () => config.publicUrl ?? listener.url,
  });
  opened.defer(() => app.stop());

  const maintenance = startMaintenance(app);
  opened.defer(() => maintenance.stop());

  const readiness = createReadiness({
    isSchemaCurrent: async () =>
      (await listMigrations(database)).every(({ appliedAt }) => appliedAt !== null),
    areRevocationsFresh: () => app.auth.isFresh(),
  });
  const inFlight = new InFlight();
  const listener = await listen(createHttpApp({ app, config, readiness, inFlight }), config);

  const resources = opened.move();
  return {
    url: listener.url,
    async stop() {
      readiness.beginDraining();
      log.info({ inFlight: inFlight.size, streams: app.streams.size }, "stopping");
      await delay(config.shutdownDelayMs);
      const deadline = performance.now() + config.shutdownGraceMs;
      // They would never end by themselves; their readers go on with another process.
      app.streams.close();
      const answered = await listener.close(config.shutdownGraceMs);
      const finished = await isDoneBy(deadline, inFlight.settled());
      await resources.disposeAsync();
      log.info({ answered, finished }, "stopped");
      return answered && finished;
    },
  };
}

async function openMigrated({ config, secrets }: Environment, log: ServerLog): Promise<Database> {
  let database: Database | undefined;
  try {
    database = await openDatabase({ url: secrets.databaseUrl });
    const migrations = await migrate(database);
    if (migrations.length > 0) {
      log.info({ migrations }, "the database was migrated");
    }
    return database;
  } catch (error) {
    await database?.close();
    throw new StartError(
      `The database ${config.database} (${config.databaseVariable}) cannot be used: ${sentenceOf(error)}.`,
      { cause: error },
    );
  }
}

/** Drivers give some failures no message, only a code. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return (error.message.split("\n", 1)[0] ?? "").replace(/\.$/, "") || code;
}

async function isDoneBy(deadline: number, work: Promise<void>): Promise<boolean> {
  const timer = new AbortController();
  const timeout = delay(Math.max(0, deadline - performance.now()), false, timer);
  try {
    return await Promise.race([work.then(() => true), timeout]);
  } finally {
    timer.abort();
  }
}
