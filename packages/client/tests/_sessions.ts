import type { Session } from "../src/contract.ts";

const HOUR_MS = 3_600_000;

/** A session named by its number: tokens `access-n` and `refresh-n`. */
export function newSession(number: number, overrides: Partial<Session> = {}): Session {
  return {
    user: {
      id: "01890a5d-ac96-774b-bcce-b302099a8057",
      username: "ada",
      email: "ada@example.org",
      role: "user",
    },
    accessToken: `access-${number}`,
    accessTokenExpiresAt: inMs(HOUR_MS / 4),
    refreshToken: `refresh-${number}`,
    refreshTokenExpiresAt: inMs(HOUR_MS * 24),
    ...overrides,
  };
}

export function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
