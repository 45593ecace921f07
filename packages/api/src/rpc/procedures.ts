import { DomainError } from "@daybook/domain/errors";
import { initTRPC } from "@trpc/server";
import type { Actor, TokenScope } from "./actor.ts";
import type { Call, RequestContext } from "./context.ts";
import { describeError, httpStatusOf, isFault, toTrpcError } from "./errors.ts";

/** Who may call a procedure: anyone, a session only, or a session or token of that scope (U4). */
export type Reach = "public" | "session" | TokenScope;

interface ProcedureMeta {
  readonly reach: Reach;
}

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    errorFormatter({ shape, error, ctx }) {
      const { message, ...data } = describeError(error);
      return {
        ...shape,
        message,
        data: {
          code: shape.data.code,
          httpStatus: httpStatusOf(error),
          ...data,
          requestId: ctx?.requestId ?? null,
        },
      };
    },
  });

export const { router, createCallerFactory, mergeRouters } = t;

/** Turns refusals into errors of the wire, logs faults, and counts denials (rules C1, A1). */
const reported = t.middleware(async ({ ctx, path, getRawInput, next }) => {
  const result = await next();
  if (result.ok) {
    return result;
  }
  const refusal = toTrpcError(result.error);
  if (isFault(refusal)) {
    ctx.app.log.error(
      { err: refusal.cause ?? refusal, requestId: ctx.requestId, procedure: path },
      "unexpected failure",
    );
  } else {
    await ctx.app.denials.record({
      ctx,
      procedure: path,
      error: describeError(refusal),
      getRawInput,
    });
  }
  throw refusal;
});

const base = t.procedure.use(reported);

/** A procedure that needs no sign-in. Services receive the request itself. */
export const publicProcedure = base.meta({ reach: "public" });

/** A procedure that only a signed-in session reaches, never a personal token (rule U4). */
export const sessionProcedure = base.meta({ reach: "session" }).use(async ({ ctx, path, next }) => {
  const actor = await requireActor(ctx);
  if (actor.kind !== "session") {
    throw new DomainError("SESSION_REQUIRED");
  }
  return next({ ctx: { call: callOf(ctx, actor, path) } });
});

/**
 * A procedure for sessions, and for personal tokens that carry the scope. There is no builder
 * without a scope: a procedure that does not say who reaches it does not compile.
 */
export function scoped(scope: TokenScope) {
  return base.meta({ reach: scope }).use(async ({ ctx, path, next }) => {
    const actor = await requireActor(ctx);
    if (actor.kind === "token" && !actor.scopes.includes(scope)) {
      throw new DomainError("INSUFFICIENT_SCOPE", { details: { required: scope } });
    }
    return next({ ctx: { call: callOf(ctx, actor, path) } });
  });
}

async function requireActor(ctx: RequestContext): Promise<Actor> {
  const actor = await ctx.authenticate();
  if (actor === undefined) {
    throw new DomainError("UNAUTHENTICATED");
  }
  return actor;
}

function callOf<Caller extends Actor>(
  ctx: RequestContext,
  actor: Caller,
  procedure: string,
): Call & { readonly actor: Caller } {
  const { app, channel, requestId, address, idempotencyKey } = ctx;
  return { app, actor, procedure, channel, requestId, address, idempotencyKey };
}
