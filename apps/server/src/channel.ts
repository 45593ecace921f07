import { PERSONAL_TOKEN_PREFIX } from "@daybook/api/auth/opaque-token";
import type { Channel } from "@daybook/api/rpc/context";

const PERSONAL_TOKEN = new RegExp(`^bearer +${PERSONAL_TOKEN_PREFIX}`, "i");

/** From where a call came (rule A1): what it proves itself with counts more than what it says. */
export function channelOf(
  authorization: string | undefined,
  clientName: string | undefined,
): Channel {
  if (authorization !== undefined && PERSONAL_TOKEN.test(authorization)) {
    return "service";
  }
  return clientName?.startsWith("cli/") === true ? "cli" : "web";
}
