import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** What Hono's handlers have at hand. */
export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: { requestId: string };
}

export type HttpContext = Context<HttpEnv>;
