/** The page of the `daybook` command, from its own help. */
import { createCli } from "@daybook/cli/cli";
import { createProgram } from "@daybook/cli/program";
import type { Command } from "commander";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { ROOT } from "../page.ts";
import { anchorOf, code, link, paragraphs, table } from "./markdown.ts";

export function cliPage(): string {
  let written = "";
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  const streams = { stdin: new PassThrough(), stdout, stderr: new PassThrough() };
  const environment = {
    serverUrl: undefined,
    personalToken: undefined,
    configFolder: "/",
    coloursUnwanted: true,
  };
  const program = createProgram(createCli(environment, streams), { json: false, streams });
  const commands = program.commands.flatMap(withCommandsInside);

  /** What the help says beyond arguments and options. */
  function furtherHelp(command: Command): string {
    written = "";
    command.outputHelp();
    return written.replace(command.helpInformation(), "").trim();
  }

  return paragraphs(
    `# The ${code("daybook")} command`,
    `${program.description()} In the clone it is ${code("npm run -s daybook -- …")}, or ${code("npx daybook …")} once the tools are installed. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 4 sign in first.`,
    table(
      ["command", "does"],
      commands.map((command) => [
        link(code(nameOf(command)), `#${anchorOf(nameOf(command))}`),
        command.description(),
      ]),
    ),
    "## Options of every command",
    options(program),
    `\`\`\`text\n${furtherHelp(program)}\n\`\`\``,
    ...commands.map((command) => section(command, furtherHelp(command))),
    `## ${code("npm run db")}`,
    "For whoever runs a server: commands of the database, in the clone.",
    `\`\`\`text\n${databaseHelp()}\n\`\`\``,
  );
}

function databaseHelp(): string {
  const cli = join(ROOT, "packages/db/src/cli.ts");
  return execFileSync(process.execPath, [cli, "--help"], { encoding: "utf8" }).trim();
}

function withCommandsInside(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(withCommandsInside);
}

/** As it is typed. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function section(command: Command, further: string): string {
  return paragraphs(
    `## ${code(nameOf(command))}`,
    command.description().replace(/\w$/, "$&."),
    code(`${nameOf(command)} ${command.usage()}`),
    table(
      ["argument", "is"],
      command.registeredArguments.map((argument) => [code(argument.name()), argument.description]),
    ),
    options(command),
    further === "" ? "" : `\`\`\`text\n${further}\n\`\`\``,
  ).trimEnd();
}

function options(command: Command): string {
  const rows = command.options.map(({ flags, description, argChoices, defaultValue }) => [
    code(flags),
    [
      description,
      argChoices === undefined ? "" : `one of ${argChoices.map(code).join(", ")}`,
      defaultValue === undefined || typeof defaultValue === "object"
        ? ""
        : `default: ${code(String(defaultValue))}`,
    ]
      .filter(Boolean)
      .join("; "),
  ]);
  return table(["option", "means"], rows);
}
