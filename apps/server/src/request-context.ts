import type { App, Channel, RequestContext } from "@daybook/api/rpc/context";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { callerAddress } from "./client-address.ts";
import type { Config } from "./environment.ts";
import type { HttpContext } from "./http-context.ts";

const MAX_KEY_LENGTH = LIMITS.idempotencyKeyLength;
const KEY_FORM = /^[\x21-\x7e]+$/;

/** Rule C2: a key belongs to one call. */
export function refuseUnfitKey(key: string | undefined, calls = 1): void {
  if (key === undefined) {
    return;
  }
  if (key.length > MAX_KEY_LENGTH || !KEY_FORM.test(key)) {
    throw new DomainError("INVALID_INPUT", {
      field: "idempotency-key",
      message: `An idempotency key is 1 to ${MAX_KEY_LENGTH} visible ASCII characters.`,
    });
  }
  if (calls > 1) {
    throw new DomainError("KEY_NOT_ALLOWED", {
      message: "An idempotency key belongs to one call; send each write in a request of its own.",
    });
  }
}

/** What a procedure learns of the request that calls it, by whichever face. */
export function requestContext(
  c: HttpContext,
  app: App,
  { channel, ...config }: Pick<Config, "trustedProxies"> & { readonly channel: Channel },
): RequestContext {
  const authorization = c.req.header("authorization");
  let authenticated: ReturnType<RequestContext["authenticate"]> | undefined;
  return {
    app,
    requestId: c.get("requestId"),
    channel,
    address: callerAddress(c, config),
    serviceLimits: c.get("serviceLimits"),
    userAgent: c.req.header("user-agent") ?? null,
    idempotencyKey: c.req.header("idempotency-key"),
    authenticate: () => (authenticated ??= app.auth.authenticate(authorization)),
    cutOff: () => c.env.outgoing.destroy(),
  };
}
