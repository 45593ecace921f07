import { LIMITS } from "@daybook/domain/limits";
import { publicProcedure, router } from "../rpc/procedures.ts";
import { healthOutput, limitsOutput } from "./meta.schema.ts";
import { checkHealth } from "./meta.service.ts";

export const metaRouter = router({
  limits: publicProcedure.output(limitsOutput).query(() => LIMITS),
  health: publicProcedure.output(healthOutput).query(({ ctx }) => checkHealth(ctx.app)),
});
