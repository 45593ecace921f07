import { mapped } from "../rpc/output.ts";
import { router, scoped } from "../rpc/procedures.ts";
import { listAuditInput, listAuditOutput } from "./audit.schema.ts";
import { listAudit } from "./audit.service.ts";

export const auditRouter = router({
  list: scoped("read")
    .input(listAuditInput.prefault({}))
    .output(mapped(listAuditOutput))
    .query(({ ctx, input }) => listAudit(ctx.call, input)),
});
