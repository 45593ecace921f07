import type { ServiceLimits } from "@daybook/api/limits/service-limits";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** What Hono's handlers have at hand. */
export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** What the answer can tell of the limits that the request was counted against. */
    serviceLimits: ServiceLimits;
  };
}

export type HttpContext = Context<HttpEnv>;
