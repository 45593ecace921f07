import { Rewriter } from "./rewritten.ts";

/** Two worlds do the same, but not with the same ids, nor in the same second. */
export function comparing(): Rewriter {
  return new Rewriter({
    id: (number) => `<id ${number}>`,
    instant: () => "<instant>",
    members: Object.fromEntries(SECRETS.map((name) => [name, `<${name}>`])),
    // By which face a call came is the one thing that has to differ.
    without: new Set(["channel"]),
    feedSecret: "<secret>",
    origin: "<server>",
    fileInstant: "<instant>",
  });
}

const SECRETS = [
  "accessToken",
  "refreshToken",
  "token",
  "cursor",
  "nextCursor",
  "contentHash",
  "chainHash",
  "requestId",
];
