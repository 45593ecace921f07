import { LIMITS } from "@daybook/domain/limits";
import { noInput } from "../auth/auth.schema.ts";
import { publicProcedure, router } from "../rpc/procedures.ts";
import { healthOutput, limitsOutput } from "./meta.schema.ts";
import { checkHealth } from "./meta.service.ts";

export const metaRouter = router({
  limits: publicProcedure
    .input(noInput)
    .output(limitsOutput)
    .query(() => LIMITS),
  health: publicProcedure
    .input(noInput)
    .output(healthOutput)
    .query(({ ctx }) => checkHealth(ctx.app)),
});
