import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { Writable } from "node:stream";
import type { Streams } from "./cli.ts";
import { LocalFailure, UsageError } from "./failure.ts";

export interface Prompts {
  /** Asks for one line: what, and what to give instead when there is nobody to ask. */
  line(question: string, lack: { readonly what: string; readonly give: string }): Promise<string>;
  /** Asks whether to go on; anything but yes is no. */
  confirm(question: string): Promise<boolean>;
  /** Asks until one of the answers is given, by its first letter at least. */
  choose<Answer extends string>(question: string, answers: readonly Answer[]): Promise<Answer>;
  /** Asks for a password without showing it; with `fromStdin`, reads it from there instead. */
  password(options: { fromStdin: boolean; confirm: boolean }): Promise<string>;
}

/** Asks on stderr, so that what a command answers on stdout stays clean. */
export function createPrompts({ stdin, stderr }: Pick<Streams, "stdin" | "stderr">): Prompts {
  async function ask(question: string, hidden: boolean): Promise<string> {
    // What readline would echo goes to nowhere; the question is written beside it.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({
      input: stdin,
      output: hidden ? nowhere : stderr,
      terminal: true,
    });
    const cancelled = new Promise<never>((_resolve, reject) => {
      lines.once("close", () => reject(new LocalFailure("Cancelled.")));
    });
    try {
      if (hidden) {
        stderr.write(question);
      }
      return await Promise.race([lines.question(hidden ? "" : question), cancelled]);
    } finally {
      lines.close();
      if (hidden) {
        stderr.write("\n");
      }
    }
  }

  return {
    async line(question, { what, give }) {
      if (!stdin.isTTY) {
        throw new UsageError(`Nobody to ask for ${what} here: give ${give}.`);
      }
      return (await ask(`${question}: `, false)).trim();
    },
    confirm: async (question) => /^y(es)?$/i.test((await ask(`${question} [y/N] `, false)).trim()),
    async choose(question, answers) {
      for (;;) {
        const given = (await ask(`${question} [${answers.join("/")}] `, false)).trim();
        const meant = answers.filter((answer) => given !== "" && answer.startsWith(given));
        if (meant[0] !== undefined && meant.length === 1) {
          return meant[0];
        }
      }
    },
    async password({ fromStdin, confirm }) {
      if (fromStdin) {
        return (await text(stdin)).replace(/\r?\n$/, "");
      }
      if (!stdin.isTTY) {
        throw new UsageError("Nobody to ask for the password here: give --password-stdin.");
      }
      const password = await ask("Password: ", true);
      if (confirm && (await ask("Once more: ", true)) !== password) {
        throw new UsageError("The two passwords differ.");
      }
      return password;
    },
  };
}
