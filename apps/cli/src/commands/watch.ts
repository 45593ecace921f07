import { type DaybookClient, isNotFound, type SyncItem, type SyncMessage } from "@daybook/client";
import type { Command } from "commander";
import { parseCount } from "../arguments.ts";
import type { Cli, Run } from "../cli.ts";
import { presentNews, type NewsView } from "../present/news.ts";
import { Newness } from "./newness.ts";

interface WatchOptions {
  readonly since?: string;
  readonly number?: number;
}

const HELP = `
Each change of what you can see is a line as it happens: when, who, what. A lost connection is made
again, and nothing is missed meanwhile. Ctrl-C ends it with exit code 0, and says from where to go
on with --since. With --json each line is one message of sync.subscribe, whose cursor --since takes.`;

export function addWatch(program: Command, cli: Cli): void {
  program
    .command("watch")
    .description("Show what changes as it happens, until Ctrl-C")
    .option("--since <cursor>", "begin with what has changed since, not with what is to come")
    .option("-n, --number <n>", "end once so many changes were shown", parseCount)
    .addHelpText("after", HELP)
    .action(cli.action<[], WatchOptions>((run, _args, options) => watch(run, options)));
}

async function watch(run: Run, { since, number = Infinity }: WatchOptions): Promise<void> {
  const messages = run.daybook.sync.subscribe(since === undefined ? {} : { cursor: since }, {
    onReconnect: ({ message }, delayMs) => {
      const seconds = Math.max(1, Math.round(delayMs / 1000));
      run.tell((paint) => paint.faint(`${message} Trying again in ${seconds} s.`));
    },
  });
  const stop = (): void => void messages.return();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const newness = new Newness();
  let cursor = since;
  try {
    let left = number;
    for await (const message of changesOf(messages, run, {
      resumed: since !== undefined,
      newness,
    })) {
      cursor = message.cursor;
      await show(run, message, newness);
      left -= message.items.length;
      if (left <= 0) {
        break;
      }
    }
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
  if (cursor !== undefined) {
    run.tell((paint) => paint.faint(`To go on from here: npx daybook watch --since ${cursor}`));
  }
}

/**
 * The messages that tell of changes. What comes before them, and after a reader fell too far behind,
 * is the state of everything: people are told that it is passed over, and programs, which may know
 * the former state, are given it. So it is with the state that follows a change of rights.
 *
 * @param resumed whether the stream goes on from a cursor
 */
export async function* changesOf(
  messages: AsyncIterable<SyncMessage>,
  { tell, json }: Pick<Run, "tell" | "json">,
  { resumed, newness }: { readonly resumed: boolean; readonly newness: Newness },
): AsyncGenerator<SyncMessage, void, undefined> {
  const tellReady = (): void => tell((paint) => paint.faint("Watching. Ctrl-C ends."));
  let isState = !resumed;
  let isFirst = true;
  for await (const message of messages) {
    if (isFirst && resumed) {
      tellReady();
    }
    isFirst = false;
    if (message.type === "resync") {
      isState = !json;
      tell((paint) => paint.note("Too much has changed at once: some of it is not shown here."));
    }
    const news = message.items.filter((item) => newness.take(item));
    if (!isState) {
      yield json ? message : { ...message, items: news };
    } else if (!message.hasMore) {
      isState = false;
      // Without its items, so that whoever goes on from its cursor has it.
      yield { ...message, items: [] };
      tellReady();
    }
  }
}

/** Shows the changes of a message, if there are any. */
async function show(run: Run, message: SyncMessage, newness: Newness): Promise<void> {
  if (message.items.length === 0) {
    return;
  }
  if (run.json) {
    run.line(message);
    return;
  }
  for (const item of message.items) {
    const known = await whatIsKnown(run.daybook, item, newness);
    run.line(presentNews(item, { ...known, zone: run.zone, paint: run.paint }));
  }
}

/** What the log of the event says about a change, and the name of what a right is on. */
async function whatIsKnown(
  daybook: DaybookClient,
  item: SyncItem,
  newness: Newness,
): Promise<Pick<NewsView, "version" | "name">> {
  try {
    switch (item.type) {
      case "event": {
        const { eventId, version } = item;
        return item.event === null
          ? {}
          : { version: await daybook.versions.get({ eventId, version }) };
      }
      case "calendar":
        return {};
      case "removed":
        // What is lost cannot be asked about any more.
        return { name: newness.nameOf(item.resource.id) };
      case "added":
      case "role": {
        const { type, id } = item.resource;
        return type === "event"
          ? { name: (await daybook.events.get({ id })).title }
          : { name: (await daybook.calendars.get({ id })).name };
      }
    }
  } catch (error) {
    // It is gone by now.
    if (isNotFound(error)) {
      return {};
    }
    throw error;
  }
}
