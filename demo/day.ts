/**
 * `npm run demo:day`: one day of two people, told against a real server over HTTP. The server is one
 * of its own with an empty database, or the one that DAYBOOK_URL names.
 */
import { runServer } from "@daybook/server/testing/server-process";
import { liveTheDay } from "./the-day.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const givenUrl = process.env["DAYBOOK_URL"];
if (givenUrl !== undefined && givenUrl !== "") {
  await liveTheDay({ url: givenUrl, print });
} else {
  await using server = await runServer({});
  const url = await server.started;
  print(`A server with an empty database runs at ${url} while this lasts.`);
  await liveTheDay({ url, print });
}
