/** What changes, as it happens, against the real server. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Event, SyncMessage } from "@daybook/client";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newMember, type Person } from "./_person.ts";

// Each step is a process of its own: on a busy machine that adds up.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let server: ServerProcess;
let ada: Person;
let bea: Person;

beforeAll(async () => {
  server = await startServer();
  ada = await newMember(server.url, "ada");
  bea = await newMember(server.url, "bea");
});

afterAll(async () => {
  await ada[Symbol.asyncDispose]();
  await bea[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

interface Watching extends AsyncDisposable {
  /** The next line that it writes. */
  line(): Promise<string>;
  /** The next line that is meant for the person alone. */
  note(): Promise<string>;
  interrupt(): void;
  readonly ended: Promise<number | null>;
}

function startWatching(person: Person, ...args: string[]): Watching {
  const child = person.start("watch", ...args);
  const ended = once(child, "close").then(([code]) => code as number | null);
  const [lines, notes] = [child.stdout, child.stderr].map((input) =>
    createInterface({ input })[Symbol.asyncIterator](),
  );
  const next = async (from: typeof lines): Promise<string> => {
    const { value, done } = (await from?.next()) ?? { value: "", done: true };
    return done ? "(ended)" : value;
  };
  return {
    line: () => next(lines),
    note: () => next(notes),
    interrupt: () => void child.kill("SIGINT"),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Without the time that it begins with, and the blanks of its columns. */
function told(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? +/, "").replace(/ {2,}/g, "  ");
}

test("[L3] each change is a line: who, what, of which event; Ctrl-C ends it cleanly", async () => {
  await ada.lines("add", "There before", "--start", "2036-01-01");
  await using watching = startWatching(ada);
  expect(await watching.note()).toBe("Watching. Ctrl-C ends.");
  const { id } = await ada.json<Event>("add", "Lunch", "--start", "2036-05-05 12:00");
  expect(told(await watching.line())).toBe(`ada  create  Lunch  ${id} v1`);
  await ada.lines("share", id, "bea", "--role", "editor");
  await bea.lines("edit", id, "--title", "Long lunch", "-m", "Sunny");
  expect(told(await watching.line())).toBe(`bea  update  Long lunch  title  “Sunny”  ${id} v2`);
  watching.interrupt();
  expect(await watching.ended).toBe(0);
  expect(await watching.note()).toMatch(/^To go on from here: npx daybook watch --since \S+$/);
});

test("[L3] --since goes on where an earlier watch ended, and -n ends by itself", async () => {
  await using first = startWatching(ada);
  await first.note();
  first.interrupt();
  await first.ended;
  const cursor = (await first.note()).split(" ").at(-1) ?? "";
  const { id } = await ada.json<Event>("add", "Meanwhile", "--start", "2036-05-06");
  await using second = startWatching(ada, "--since", cursor, "-n", "1");
  expect(told(await second.line())).toBe(`ada  create  Meanwhile  ${id} v1`);
  expect(await second.ended).toBe(0);
  const foreign = await ada.run(["watch", "--since", "nonsense"]);
  expect([foreign.code, foreign.stdout]).toEqual([1, ""]);
});

test("[L3] with --json each line is one message", async () => {
  await using watching = startWatching(ada, "--json");
  await watching.note();
  const { id } = await ada.json<Event>("add", "Parsed", "--start", "2036-05-07");
  const message = JSON.parse(await watching.line()) as SyncMessage;
  expect(message).toMatchObject({
    type: "changes",
    items: [{ type: "event", eventId: id, version: 1, event: { title: "Parsed" } }],
    cursor: expect.any(String),
  });
});

test("[L2] what is shared with the reader is told, and what it is on", async () => {
  await using watching = startWatching(bea);
  await watching.note();
  const { id } = await ada.json<Event>("add", "For both", "--start", "2036-05-08");
  await ada.lines("share", id, "bea");
  expect(told(await watching.line())).toBe(`shared  event  For both  as viewer  ${id}`);
});

test("[L2] what a shared calendar holds already is no news, and what is lost keeps its name", async () => {
  await using cleo = await newMember(server.url, "cleo");
  await using dora = await newMember(server.url, "dora");
  await cleo.lines("add", "There already", "--start", "2036-05-08");
  await using watching = startWatching(dora);
  await watching.note();
  await cleo.lines("share", "Calendar", "dora");
  expect(told(await watching.line())).toMatch(/^shared {2}calendar {2}Calendar {2}as viewer /);
  const { id } = await cleo.json<Event>("add", "Yet to come", "--start", "2036-05-08");
  expect(told(await watching.line())).toBe(`cleo  create  Yet to come  ${id} v1`);
  await cleo.lines("unshare", "Calendar", "dora");
  expect(told(await watching.line())).toMatch(/^revoked {2}calendar {2}Calendar /);
});

test("[L3] a lost connection is made again, and nothing is missed meanwhile", async () => {
  await using proxy = await startProxy(server.url);
  await using eve = await newMember(proxy.url, "eve");
  await using watching = startWatching(eve);
  await watching.note();
  const first = await eve.json<Event>("add", "Before", "--start", "2036-05-09");
  expect(told(await watching.line())).toBe(`eve  create  Before  ${first.id} v1`);
  proxy.cut();
  expect(await watching.note()).toContain("Trying again");
  const second = await eve.json<Event>("add", "After", "--start", "2036-05-09");
  expect(told(await watching.line())).toBe(`eve  create  After  ${second.id} v1`);
});

test("who is not signed in watches nothing", async () => {
  await using finn = await newMember(server.url, "finn");
  await finn.lines("logout");
  expect((await finn.run(["watch"])).code).toBe(4);
});

/** Stands before the server, and can break all connections to it. */
async function startProxy(
  to: string,
): Promise<AsyncDisposable & { readonly url: string; cut(): void }> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const proxy = createServer((incoming) => {
    const outgoing = connect(Number(port), hostname);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket
        .on("error", () => undefined)
        .on("close", () => {
          sockets.delete(socket);
          incoming.destroy();
          outgoing.destroy();
        });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const cut = (): void => {
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
