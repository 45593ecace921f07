/** The one file that reads the environment. The settings are described in `.env.example`. */
import { parsePrivateJwk } from "@daybook/api/auth/signing-keys";
import {
  type DatabaseAddress,
  DEFAULT_DATA_DIR,
  readDatabaseAddress,
} from "@daybook/db/database-address";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { StartError } from "./start-error.ts";

/** Relative paths in settings start here, from wherever the server was started. */
export const PROJECT_ROOT = resolve(import.meta.dirname, "../../..");

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ["auto", "pretty", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What the server is told. Holds nothing secret, so that it may be logged. */
export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** The database's address without user, password and options. */
  readonly database: string;
  /** The variable that named the database. */
  readonly databaseVariable: DatabaseAddress["variable"];
  /** What clients are told to connect to, without a slash at the end; undefined: where it listens. */
  readonly publicUrl: string | undefined;
  /** `"*"`, or the origins that may call from a browser. */
  readonly corsOrigins: "*" | readonly string[];
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** How many proxies stand before the server and write `X-Forwarded-For`. */
  readonly trustedProxies: number;
  /** Calls that one session, token or address may make in a minute; 0 is no limit. */
  readonly callsPerMinute: number;
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly shutdownGraceMs: number;
}

/** An Ed25519 private key. */
export type SigningKey = ReturnType<typeof parsePrivateJwk>;

export interface Secrets {
  /** The whole address, as the database package takes it. */
  readonly databaseUrl: string;
  /** Undefined: the key file in the data directory, made when it is missing. */
  readonly signingKey: SigningKey | undefined;
}

export interface Environment {
  readonly config: Config;
  readonly secrets: Secrets;
}

/** Every variable that is read, with its default in the form that the variable takes. */
export const DEFAULTS = {
  HOST: "127.0.0.1",
  PORT: "3000",
  PUBLIC_URL: undefined,
  DATA_DIR: DEFAULT_DATA_DIR,
  DATABASE_URL: undefined,
  AUTH_PRIVATE_KEY: undefined,
  CORS_ORIGINS: undefined,
  TRUST_PROXY: "0",
  CALLS_PER_MINUTE: "0",
  LOG_LEVEL: "info",
  LOG_FORMAT: "auto",
  REQUEST_TIMEOUT_MS: "30000",
  HEADERS_TIMEOUT_MS: "10000",
  SHUTDOWN_DELAY_MS: "0",
  SHUTDOWN_GRACE_MS: "10000",
} as const satisfies Record<string, string | undefined>;

export type VariableName = keyof typeof DEFAULTS;

/** Variables as they come: an empty one counts as absent. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** The settings of this process. */
export function loadEnvironment(): Environment {
  return readEnvironment(process.env);
}

/**
 * Turns variables into settings.
 *
 * @throws StartError with a sentence that names the variable, and never shows a secret
 */
export function readEnvironment(raw: RawEnvironment): Environment {
  const database = readDatabase(raw);
  const config: Config = {
    host: readHost(raw),
    port: readInteger(raw, "PORT", { min: 0, max: 65_535 }),
    dataDir: database.dataDir,
    database: database.shown,
    databaseVariable: database.variable,
    publicUrl: readPublicUrl(raw),
    corsOrigins: readOrigins(raw),
    logLevel: readChoice(raw, "LOG_LEVEL", LOG_LEVELS),
    logFormat: readChoice(raw, "LOG_FORMAT", LOG_FORMATS),
    trustedProxies: readInteger(raw, "TRUST_PROXY", { min: 0, max: 10 }),
    callsPerMinute: readInteger(raw, "CALLS_PER_MINUTE", { min: 0, max: 1_000_000 }),
    requestTimeoutMs: readInteger(raw, "REQUEST_TIMEOUT_MS", { min: 100, max: 600_000 }),
    headersTimeoutMs: readInteger(raw, "HEADERS_TIMEOUT_MS", { min: 100, max: 600_000 }),
    shutdownDelayMs: readInteger(raw, "SHUTDOWN_DELAY_MS", { min: 0, max: 600_000 }),
    shutdownGraceMs: readInteger(raw, "SHUTDOWN_GRACE_MS", { min: 0, max: 600_000 }),
  };
  if (config.headersTimeoutMs > config.requestTimeoutMs) {
    throw new StartError(
      `HEADERS_TIMEOUT_MS (${config.headersTimeoutMs}) must not be larger than ` +
        `REQUEST_TIMEOUT_MS (${config.requestTimeoutMs}): the headers are a part of the request.`,
    );
  }
  return { config, secrets: { databaseUrl: database.url, signingKey: readSigningKey(raw) } };
}

function optional(raw: RawEnvironment, name: VariableName): string | undefined {
  const value = raw[name]?.trim();
  return value === undefined || value === "" ? DEFAULTS[name] : value;
}

function required(
  raw: RawEnvironment,
  name: { [N in VariableName]: (typeof DEFAULTS)[N] extends string ? N : never }[VariableName],
): string {
  return optional(raw, name) ?? DEFAULTS[name];
}

function readInteger(
  raw: RawEnvironment,
  name: Parameters<typeof required>[1],
  { min, max }: { min: number; max: number },
): number {
  const text = required(raw, name);
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < min || value > max) {
    throw new StartError(
      `${name} must be a whole number from ${min} to ${max}, not ${quote(text)}.`,
    );
  }
  return value;
}

function readChoice<Choice extends string>(
  raw: RawEnvironment,
  name: Parameters<typeof required>[1],
  choices: readonly Choice[],
): Choice {
  const text = required(raw, name);
  const found = choices.find((choice) => choice === text);
  if (found === undefined) {
    throw new StartError(`${name} must be one of ${choices.join(", ")}, not ${quote(text)}.`);
  }
  return found;
}

function readHost(raw: RawEnvironment): string {
  const host = required(raw, "HOST");
  if (isIP(host) === 0 && !/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(host)) {
    throw new StartError(`HOST must be an IP address or a host name, not ${quote(host)}.`);
  }
  return host;
}

function readPublicUrl(raw: RawEnvironment): string | undefined {
  const text = optional(raw, "PUBLIC_URL");
  if (text === undefined) {
    return undefined;
  }
  const url = URL.parse(text);
  if (url === null || !isHttp(url) || url.search !== "" || url.hash !== "" || url.username !== "") {
    throw new StartError(
      `PUBLIC_URL must be an address like https://daybook.example.org, not ${quote(text)}.`,
    );
  }
  return url.href.replace(/\/+$/, "");
}

function readOrigins(raw: RawEnvironment): "*" | readonly string[] {
  const text = optional(raw, "CORS_ORIGINS");
  if (text === undefined || text === "*") {
    return text ?? [];
  }
  return text.split(",").map((part) => {
    const origin = part.trim();
    const url = URL.parse(origin);
    if (url === null || !isHttp(url) || url.origin !== origin) {
      throw new StartError(
        "CORS_ORIGINS must be * or a list of origins like " +
          `https://app.example.org,http://localhost:5173; ${quote(origin)} is not an origin.`,
      );
    }
    return origin;
  });
}

function isHttp(url: URL): boolean {
  return url.protocol === "http:" || url.protocol === "https:";
}

function readDatabase(raw: RawEnvironment): DatabaseAddress {
  try {
    return readDatabaseAddress(raw, PROJECT_ROOT);
  } catch (error) {
    throw new StartError(messageOf(error), { cause: error });
  }
}

function readSigningKey(raw: RawEnvironment): SigningKey | undefined {
  const text = optional(raw, "AUTH_PRIVATE_KEY");
  if (text === undefined) {
    return undefined;
  }
  try {
    return parsePrivateJwk(text);
  } catch (error) {
    throw new StartError(`AUTH_PRIVATE_KEY cannot be used: ${messageOf(error)}.`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Long values are cut: the sentence stays one sentence. */
function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
