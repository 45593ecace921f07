#!/usr/bin/env node
import { readEnvironment } from "./environment.ts";
import { runProgram } from "./program.ts";

// A reader that has seen enough (`daybook log … | head`) is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

process.exitCode = await runProgram(process.argv.slice(2), readEnvironment(), process);
