import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { createCli, paintFor, type Cli, type Streams } from "./cli.ts";
import { addAdd } from "./commands/add.ts";
import { addAgenda } from "./commands/agenda.ts";
import { addAt } from "./commands/at.ts";
import { addBlame } from "./commands/blame.ts";
import { addCalendars } from "./commands/calendars.ts";
import { addConflicts } from "./commands/conflicts.ts";
import { addDelete } from "./commands/delete.ts";
import { addDiff } from "./commands/diff.ts";
import { addEdit } from "./commands/edit.ts";
import { addExplain } from "./commands/explain.ts";
import { addExport } from "./commands/export.ts";
import { addFeeds } from "./commands/feeds.ts";
import { addFree } from "./commands/free.ts";
import { addImport } from "./commands/import.ts";
import { addLog } from "./commands/log.ts";
import { addLogin } from "./commands/login.ts";
import { addLogout } from "./commands/logout.ts";
import { addMove } from "./commands/move.ts";
import { addRegister } from "./commands/register.ts";
import { addRestore } from "./commands/restore.ts";
import { addRollback } from "./commands/rollback.ts";
import { addSearch } from "./commands/search.ts";
import { addShare } from "./commands/share.ts";
import { addShow } from "./commands/show.ts";
import { addUndo } from "./commands/undo.ts";
import { addUnshare } from "./commands/unshare.ts";
import { addVerify } from "./commands/verify.ts";
import { addWatch } from "./commands/watch.ts";
import { addWhoami } from "./commands/whoami.ts";
import type { Environment } from "./environment.ts";
import {
  adviceFor,
  errorDocument,
  EXIT,
  exitCodeOf,
  UsageError,
  type ExitCode,
} from "./failure.ts";
import { presentError } from "./present/error.ts";

/** In the order in which help lists them. */
const COMMANDS: readonly ((program: Command, cli: Cli) => void)[] = [
  addRegister,
  addLogin,
  addLogout,
  addWhoami,
  addCalendars,
  addAgenda,
  addSearch,
  addAdd,
  addShow,
  addEdit,
  addDelete,
  addMove,
  addRestore,
  addFree,
  addConflicts,
  addImport,
  addExport,
  addFeeds,
  addShare,
  addUnshare,
  addExplain,
  addLog,
  addDiff,
  addBlame,
  addAt,
  addUndo,
  addWatch,
  addRollback,
  addVerify,
];

const ENVIRONMENT_HELP = `
Environment:
  DAYBOOK_URL     the server, where --server does not name one
  DAYBOOK_TOKEN   a personal access token, used instead of signing in
  NO_COLOR        when set, no colours`;

/** Runs one command line and says what the process is to end with. */
export async function runProgram(
  args: readonly string[],
  environment: Environment,
  streams: Streams,
): Promise<ExitCode> {
  const json = args.includes("--json");
  try {
    await createProgram(createCli(environment, streams), { json, streams }).parseAsync(args, {
      from: "user",
    });
    return EXIT.ok;
  } catch (error) {
    const failure = fromCommander(error);
    if (failure === undefined) {
      return EXIT.ok;
    }
    const isHelp = error instanceof CommanderError && error.code === "commander.help";
    if (json || !isHelp) {
      const paint = paintFor(streams.stderr, environment);
      const text = json
        ? JSON.stringify(errorDocument(failure), null, 2)
        : presentError(failure, { advice: adviceFor(failure), paint });
      streams.stderr.write(`${text}\n`);
    }
    return exitCodeOf(failure);
  }
}

/** The commands with their arguments, options and words. */
export function createProgram(
  cli: Cli,
  { json, streams }: { json: boolean; streams: Streams },
): Command {
  const program = new Command("daybook")
    .description("A calendar that remembers: share it, edit it together, see who changed what.")
    .version(manifest.version, "-V, --version")
    .option("--server <url>", "the server; else DAYBOOK_URL, else where you signed in last")
    .option("--json", "answer with JSON, errors too")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      // Under --json every error leaves as JSON, and so no help is written beside it.
      writeErr: (text) => json || streams.stderr.write(text),
      // Commander's errors are thrown, and written like all others.
      outputError: () => undefined,
    })
    .addHelpText("after", ENVIRONMENT_HELP)
    .exitOverride();
  for (const add of COMMANDS) {
    add(program, cli);
  }
  return program;
}

/** What commander throws is a mistake in the command line, or help and version that were asked for. */
function fromCommander(error: unknown): unknown {
  if (!(error instanceof CommanderError)) {
    return error;
  }
  if (error.exitCode === 0) {
    return undefined;
  }
  const sentence =
    error.code === "commander.help"
      ? "Name a command; npx daybook --help lists them."
      : error.message.replace(/^error: /, "");
  return new UsageError(sentence, { cause: error });
}
