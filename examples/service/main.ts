/**
 * A small service for a screen beside the door of a room: `GET /today` answers what takes place
 * there today. It calls Daybook with a personal access token that may only read.
 *
 *     DAYBOOK_URL=… DAYBOOK_TOKEN=… TIME_ZONE=Europe/Berlin PORT=8080 node main.ts
 */
import { createServer } from "node:http";
import {
  allItems,
  createDaybookClient,
  isDaybookError,
  isRateLimited,
  isServerFault,
  isTimeout,
} from "@daybook/client";

const { DAYBOOK_URL = "http://127.0.0.1:3000", DAYBOOK_TOKEN, TIME_ZONE = "UTC" } = process.env;

const daybook = createDaybookClient({
  url: DAYBOOK_URL,
  personalToken: DAYBOOK_TOKEN,
  clientName: "door-screen/1.0.0",
  timeoutMs: 5_000,
  onCall({ procedure, durationMs, attempts, error }) {
    const outcome = isDaybookError(error) ? error.reason : "ok";
    process.stderr.write(
      `${procedure} ${Math.round(durationMs)} ms, ${attempts} tried: ${outcome}\n`,
    );
  },
});

interface Line {
  readonly from: string;
  readonly to: string;
  readonly title: string;
}

async function today(signal: AbortSignal): Promise<Line[]> {
  const midnight = Temporal.Now.zonedDateTimeISO(TIME_ZONE).startOfDay();
  const window = {
    from: midnight.toInstant().toString(),
    to: midnight.add({ days: 1 }).toInstant().toString(),
    timeZone: TIME_ZONE,
  };
  const lines: Line[] = [];
  for await (const occurrence of allItems(daybook.events.occurrences, window, { signal })) {
    if (occurrence.status !== "cancelled") {
      const { startsAt, endsAt, title } = occurrence;
      lines.push({ from: timeOf(startsAt), to: timeOf(endsAt), title });
    }
  }
  return lines;
}

function timeOf(instant: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(TIME_ZONE);
  return local.toPlainTime().toString({ smallestUnit: "minute" });
}

const server = createServer((request, response) => {
  if (request.url !== "/today") {
    response.writeHead(404).end();
    return;
  }
  // Whoever has gone away waits for no answer.
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  today(gone.signal).then(
    (lines) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(lines));
    },
    (error: unknown) => {
      const later = isRateLimited(error) || isTimeout(error) || isServerFault(error);
      response.writeHead(later ? 503 : 502).end();
    },
  );
});

server.listen(Number(process.env["PORT"] ?? 8080), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : address;
  process.stdout.write(`http://127.0.0.1:${port}/today\n`);
});
