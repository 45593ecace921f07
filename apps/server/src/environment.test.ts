import { newPrivateJwk } from "@daybook/api/auth/signing-keys";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT_ROOT, type RawEnvironment, readEnvironment } from "./environment.ts";
import { StartError } from "./start-error.ts";

describe("readEnvironment", () => {
  test("needs nothing", () => {
    const { config, secrets } = readEnvironment({});
    expect(config).toEqual({
      host: "127.0.0.1",
      port: 3000,
      dataDir: join(PROJECT_ROOT, "data"),
      database: `sqlite:${join(PROJECT_ROOT, "data/daybook.db")}`,
      databaseVariable: "DATA_DIR",
      publicUrl: undefined,
      corsOrigins: [],
      logLevel: "info",
      logFormat: "auto",
      trustedProxies: 0,
      callsPerMinute: 0,
      requestTimeoutMs: 30_000,
      headersTimeoutMs: 10_000,
      shutdownDelayMs: 0,
      shutdownGraceMs: 10_000,
    });
    expect(secrets).toEqual({ databaseUrl: config.database, signingKey: undefined });
  });

  test("takes an empty variable for an absent one", () => {
    expect(readEnvironment({ PORT: "", DATABASE_URL: "  ", CORS_ORIGINS: "" })).toEqual(
      readEnvironment({}),
    );
  });

  test.each<[RawEnvironment, object]>([
    [{ PORT: "0" }, { port: 0 }],
    [{ HOST: "::1" }, { host: "::1" }],
    [{ PUBLIC_URL: "https://cal.example.org/" }, { publicUrl: "https://cal.example.org" }],
    [{ PUBLIC_URL: "https://example.org/daybook/" }, { publicUrl: "https://example.org/daybook" }],
    [{ CORS_ORIGINS: "*" }, { corsOrigins: "*" }],
    [
      { CORS_ORIGINS: "https://a.example, http://localhost:5173" },
      { corsOrigins: ["https://a.example", "http://localhost:5173"] },
    ],
    [{ DATA_DIR: "/var/lib/daybook" }, { database: "sqlite:/var/lib/daybook/daybook.db" }],
    [{ DATABASE_URL: "sqlite:x.db" }, { database: `sqlite:${join(PROJECT_ROOT, "x.db")}` }],
    [{ TRUST_PROXY: "2" }, { trustedProxies: 2 }],
    [{ CALLS_PER_MINUTE: "600" }, { callsPerMinute: 600 }],
  ])("reads %j", (raw, expected) => {
    expect(readEnvironment(raw).config).toMatchObject(expected);
  });

  test("keeps user, password and options of the database's address out of the configuration", () => {
    const url = "mysql://ada:sesame@db.example:3307/daybook?ssl=secret";
    const { config, secrets } = readEnvironment({ DATABASE_URL: url });
    expect(config.database).toBe("mysql://db.example:3307/daybook");
    expect(secrets.databaseUrl).toBe(url);
  });

  test("takes a signing key, and keeps it out of the configuration", async () => {
    const key = await newPrivateJwk();
    const { config, secrets } = readEnvironment({ AUTH_PRIVATE_KEY: JSON.stringify(key) });
    expect(secrets.signingKey).toEqual(key);
    expect(JSON.stringify(config)).not.toContain(key.d);
  });

  test.each<[string, string]>([
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["PORT", "0x50"],
    ["HOST", "not a host"],
    ["HOST", "http://localhost"],
    ["PUBLIC_URL", "daybook.example.org"],
    ["PUBLIC_URL", "ftp://daybook.example.org"],
    ["PUBLIC_URL", "https://example.org/?a=b"],
    ["CORS_ORIGINS", "https://a.example/path"],
    ["CORS_ORIGINS", "https://a.example,*"],
    ["CORS_ORIGINS", "https://a.example,,https://b.example"],
    ["DATABASE_URL", "postgres://localhost/daybook"],
    ["DATABASE_URL", "sqlite:"],
    ["DATABASE_URL", "sqlite::memory:"],
    ["DATABASE_URL", "mysql://localhost"],
    ["DATABASE_URL", "mysql://localhost/a/b"],
    ["DATABASE_URL", "data/daybook.db"],
    ["AUTH_PRIVATE_KEY", "sesame"],
    ["AUTH_PRIVATE_KEY", '{"kty":"RSA","d":"sesame"}'],
    ["AUTH_PRIVATE_KEY", '{"kty":"OKP","crv":"Ed25519","x":"c2VzYW1l"}'],
    ["TRUST_PROXY", "true"],
    ["LOG_LEVEL", "loud"],
    ["LOG_FORMAT", "xml"],
    ["REQUEST_TIMEOUT_MS", "30s"],
    ["REQUEST_TIMEOUT_MS", "0"],
    ["HEADERS_TIMEOUT_MS", "40000"],
    ["SHUTDOWN_DELAY_MS", "-5"],
    ["SHUTDOWN_GRACE_MS", "never"],
  ])("%s=%s is refused in one sentence that names the variable", (name, value) => {
    const error = failureOf({ [name]: value });
    expect(error).toBeInstanceOf(StartError);
    expect(error.message).toMatch(new RegExp(`^${name} .*\\.$`));
    expect(error.message).not.toContain("\n");
  });

  test.each<[string, string]>([
    ["DATABASE_URL", "mysql://ada:sesame@localhost"],
    ["DATABASE_URL", "mysq://ada:sesame@localhost/daybook"],
    ["AUTH_PRIVATE_KEY", '{"kty":"OKP","crv":"Ed25519","d":"sesame"'],
    ["AUTH_PRIVATE_KEY", '{"kty":"OKP","crv":"Ed25519","d":"sesame"}'],
  ])("a refused %s is not shown: it may be a secret", (name, value) => {
    expect(failureOf({ [name]: value }).message).not.toContain("sesame");
  });
});

function failureOf(raw: RawEnvironment): Error {
  try {
    readEnvironment(raw);
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
  }
  throw new Error("the environment was accepted");
}
