/**
 * `npm run demo:day`: one day of two people, told against a real server over HTTP. The server is one
 * of its own with an empty database, unless `--server <url>` names one.
 */
import { parseArgs } from "node:util";
import { runServer } from "@daybook/server/testing/server-process";
import { liveTheDay } from "./the-day.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

// Only a word on the command line: a variable set for another program must not let the day write
// into a server with people on it.
const givenUrl = readServerUrl();
if (givenUrl === undefined) {
  await using server = await runServer({});
  const url = await server.started;
  print(`A server with an empty database runs at ${url} while this lasts.`);
  await liveTheDay({ url, print });
} else {
  await liveTheDay({ url: givenUrl, print });
}

function readServerUrl(): string | undefined {
  try {
    return parseArgs({ options: { server: { type: "string" } } }).values.server;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.stderr.write("Usage: npm run demo:day -- [--server <url>]\n");
    process.exit(2);
  }
}
