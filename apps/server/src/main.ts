/** Starts the server: `npm start`, or `node apps/server/src/main.ts`. */
import { surviveClosedOutput } from "./closed-output.ts";
import { loadEnvironment } from "./environment.ts";
import { createLog } from "./log.ts";
import { startServer } from "./server.ts";
import { stopOnSignals } from "./signals.ts";
import { StartError } from "./start-error.ts";
import { welcome } from "./welcome.ts";

try {
  const environment = loadEnvironment();
  const { config } = environment;
  const log = createLog(config);
  surviveClosedOutput([process.stdout, process.stderr], () => {
    log.level = "silent";
  });
  const server = await startServer(environment, log);
  stopOnSignals(server, log);
  log.info({ url: server.url, database: config.database, pid: process.pid }, "listening");
  if (config.logFormat !== "json") {
    const tomorrow = Temporal.Now.plainDateISO().add({ days: 1 }).toString();
    process.stdout.write(welcome({ ...config, url: server.url, tomorrow }));
  }
} catch (error) {
  if (!(error instanceof StartError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
