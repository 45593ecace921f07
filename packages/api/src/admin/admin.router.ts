import { router, scoped } from "../rpc/procedures.ts";
import { adminUserView, listUsersInput, listUsersOutput, userInput } from "./admin.schema.ts";
import { disableUser, enableUser, listUsers } from "./admin.service.ts";

export const adminRouter = router({
  users: router({
    list: scoped("admin")
      .input(listUsersInput.prefault({}))
      .output(listUsersOutput)
      .query(({ ctx, input }) => listUsers(ctx.call, input)),
    disable: scoped("admin")
      .input(userInput)
      .output(adminUserView)
      .mutation(({ ctx, input }) => disableUser(ctx.call, input)),
    enable: scoped("admin")
      .input(userInput)
      .output(adminUserView)
      .mutation(({ ctx, input }) => enableUser(ctx.call, input)),
  }),
});
