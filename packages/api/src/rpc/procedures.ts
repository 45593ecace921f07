import { DomainError } from "@daybook/domain/errors";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { LIMITS } from "@daybook/domain/limits";
import { initTRPC, TRPCError } from "@trpc/server";
import { holdsMoreThan } from "../limits/input-size.ts";
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
    sse: {
      ping: { enabled: true, intervalMs: LIMITS.streamHeartbeatSeconds * 1_000 },
      // For clients of tRPC's own: without a sign of life for so long they connect again.
      client: { reconnectAfterInactivityMs: LIMITS.streamHeartbeatSeconds * 2_500 },
    },
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
    logFault(ctx, path, refusal);
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

/**
 * The same for what goes wrong in the middle of a stream, when its procedure has long answered. It
 * is no denial: those are made before a stream begins.
 */
export async function* reportedStream<Message>(
  { app, requestId, procedure }: Call,
  messages: AsyncGenerator<Message, void, undefined>,
): AsyncGenerator<Message, void, undefined> {
  try {
    yield* messages;
  } catch (cause) {
    const failure = toTrpcError(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause }));
    if (isFault(failure)) {
      logFault({ app, requestId }, procedure, failure);
    }
    throw failure;
  }
}

function logFault(
  { app, requestId }: Pick<RequestContext, "app" | "requestId">,
  procedure: string,
  fault: TRPCError,
): void {
  app.log.error({ err: fault.cause ?? fault, requestId, procedure }, "unexpected failure");
}

/** Counts the call against the limit on all of them, where there is one: each of a batch. */
const limited = t.middleware(async ({ ctx, next }) => {
  const { app, address, serviceLimits } = ctx;
  if (app.callLimit !== undefined) {
    // Who has not proven who it is counts as a stranger; what is wrong is for the procedure to say.
    const actor = await ctx.authenticate().catch(() => undefined);
    app.callLimit.count({ actor, address, serviceLimits });
  }
  return next();
});

/** Refuses what would take too long to be held against its schema (rule C3). */
const bounded = t.middleware(async ({ getRawInput, next }) => {
  if (holdsMoreThan(LIMITS.inputValues, await getRawInput())) {
    throw limitRefusal("inputValues", { reason: "BODY_TOO_LARGE" });
  }
  return next();
});

const base = t.procedure.use(reported).use(limited);

/** A procedure that needs no sign-in. Services receive the request itself. */
export const publicProcedure = base.meta({ reach: "public" }).use(bounded);

/** A procedure that only a signed-in session reaches, never a personal token (rule U4). */
export const sessionProcedure = base
  .meta({ reach: "session" })
  .use(async ({ ctx, path, next }) => {
    const actor = await requireActor(ctx);
    if (actor.kind !== "session") {
      throw new DomainError("SESSION_REQUIRED");
    }
    return next({ ctx: { call: callOf(ctx, actor, path) } });
  })
  .use(bounded);

/**
 * A procedure for sessions, and for personal tokens that carry the scope. There is no builder
 * without a scope: a procedure that does not say who reaches it does not compile.
 */
export function scoped(scope: TokenScope) {
  return base
    .meta({ reach: scope })
    .use(async ({ ctx, path, next }) => {
      const actor = await requireActor(ctx);
      if (actor.kind === "token" && !actor.scopes.includes(scope)) {
        throw new DomainError("INSUFFICIENT_SCOPE", { details: { required: scope } });
      }
      return next({ ctx: { call: callOf(ctx, actor, path) } });
    })
    .use(bounded);
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
  const { app, channel, requestId, address, serviceLimits, idempotencyKey } = ctx;
  return { app, actor, procedure, channel, requestId, address, serviceLimits, idempotencyKey };
}
