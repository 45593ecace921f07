import type { StreamOptions, WriteOptions } from "./api-types.ts";
import type { Caller } from "./caller.ts";
import type { DaybookApi, Session } from "./contract.ts";
import { PROCEDURES, type ProcedureKind } from "./procedures.ts";
import type { SessionKeeper } from "./session.ts";
import type { Streamer } from "./streamer.ts";

/** The two ways in which procedures are called. */
export interface Ways {
  readonly call: Caller;
  readonly stream: Streamer;
}

/** Every procedure as a function. */
export function procedureCalls(ways: Ways): DaybookApi {
  // The tree has the router's shape: `PROCEDURES` does not compile otherwise.
  return callsOf(PROCEDURES, "", ways) as DaybookApi;
}

type ProcedureTree = { readonly [name: string]: ProcedureKind | ProcedureTree };

function callsOf(tree: ProcedureTree, prefix: string, ways: Ways): object {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => {
      const path = `${prefix}${name}`;
      return [
        name,
        typeof node === "string" ? functionOf(path, node, ways) : callsOf(node, `${path}.`, ways),
      ];
    }),
  );
}

function functionOf(path: string, kind: ProcedureKind, { call, stream }: Ways): object {
  return kind === "subscription"
    ? (input: object = {}, options?: StreamOptions) => stream({ path, input, options })
    : (input: unknown = {}, options?: WriteOptions) => call({ path, kind, input, options });
}

/** Puts what signing in and out answer into the store; a new password comes with new tokens. */
export function keepingSession(call: Caller, session: SessionKeeper): Caller {
  return async (procedureCall) => {
    const answer = await call(procedureCall);
    switch (procedureCall.path) {
      case "auth.register":
      case "auth.login":
        await session.adopt(answer as Session, "signed-in");
        break;
      case "auth.refresh":
      case "auth.changePassword":
        await session.adopt(answer as Session, "refreshed");
        break;
      case "auth.logout":
      case "auth.logoutAll":
      case "auth.deleteAccount":
        await session.drop();
        break;
    }
    return answer;
  };
}
