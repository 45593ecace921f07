import { type DestinationStream, pino } from "pino";
import type { Config, LogFormat } from "./environment.ts";

export type ServerLog = ReturnType<typeof createLog>;

/** Fields with these names are never written, at whatever depth they lie. */
const SECRET_FIELDS = new Set(
  [
    "authorization",
    "cookie",
    "set-cookie",
    "proxy-authorization",
    "password",
    "currentPassword",
    "newPassword",
    "passwordHash",
    "token",
    "accessToken",
    "refreshToken",
    "personalToken",
    "signingKey",
    "privateJwk",
    "databaseUrl",
    "secrets",
    "idempotency-key",
    "idempotencyKey",
  ].map((name) => name.toLowerCase()),
);

const REMOVED = "[removed]";
const MAX_DEPTH = 6;
const MAX_CAUSES = 5;

/**
 * The server's log: one JSON object a line, or lines for people. Secrets are taken out by the
 * name of their field, and of an error only what it is and where it happened is written.
 */
export function createLog(
  { logLevel, logFormat }: Pick<Config, "logLevel" | "logFormat">,
  output: NodeJS.WriteStream = process.stdout,
) {
  return pino(
    {
      level: logLevel,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => withoutSecrets(fields, MAX_DEPTH) as Record<string, unknown>,
      },
      serializers: { err: describeFailure },
    },
    isForPeople(logFormat, output) ? linesForPeople(output) : output,
  );
}

/** Whether lines are written for a person who looks at the terminal. */
export function isForPeople(format: LogFormat, output: { isTTY?: boolean }): boolean {
  return format === "pretty" || (format === "auto" && output.isTTY === true);
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || value instanceof Error) {
    return value;
  }
  if (depth === 0) {
    return "[deep]";
  }
  if (Array.isArray(value)) {
    return value.map((item) => withoutSecrets(item, depth - 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET_FIELDS.has(name.toLowerCase()) ? REMOVED : withoutSecrets(member, depth - 1),
    ]),
  );
}

interface Failure {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: Failure;
}

/**
 * Type, message, code, stack and causes. A driver's error also carries its statement and values,
 * which may be anything, a password's hash too; they stay out.
 */
function describeFailure(error: unknown, causes = MAX_CAUSES): Failure {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: String(error) };
  }
  const code = "code" in error ? error.code : undefined;
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || causes === 0
      ? {}
      : { cause: describeFailure(error.cause, causes - 1) }),
  };
}

/** `12:30:05 warn  what happened  field=value`, and the stack of a failure below. */
function linesForPeople(output: NodeJS.WriteStream): DestinationStream {
  return {
    write(line) {
      // pino writes one JSON object a line.
      const { level, time, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const parts = Object.entries(fields).map(([name, value]) => `  ${name}=${shown(value)}`);
      output.write(`${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${shown(msg)}`);
      output.write(`${parts.join("")}\n${err === undefined ? "" : stackOf(err as Failure)}`);
    },
  };
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function stackOf(failure: Failure): string {
  const own = `${failure.stack ?? failure.message}\n`;
  return failure.cause === undefined ? own : `${own}caused by ${stackOf(failure.cause)}`;
}
