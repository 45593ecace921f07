import { join } from "node:path";
import { DomainError, ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import { httpStatusOf, toTrpcError } from "@daybook/api/rpc/errors";
import { TRPCError } from "@trpc/server";
import { formatted } from "./formatted.ts";

export const REFUSAL_FACTS_FILE = join(import.meta.dirname, "../src/refusal-facts.ts");

const HEADER = `/** What the server answers for each reason. Printed by \`npm run client:print\`: do not edit it. */
import type { ServerReason } from "./contract.ts";

interface RefusalFacts {
  readonly httpStatus: number;
  /** The tRPC code. */
  readonly code: string;
  readonly message: string;
}
`;

/** How the server answers each of its reasons, as it is to lie in the repository. */
export function formattedRefusalFacts(): Promise<string> {
  const lines = Object.entries(ERROR_CATALOGUE).map(([reason, { message }]) => {
    const cause = new DomainError(reason as ErrorReason);
    const error = toTrpcError(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause }));
    const facts = { httpStatus: httpStatusOf(error), code: error.code, message };
    return `${reason}: ${JSON.stringify(facts)},`;
  });
  const table = `export const REFUSAL_FACTS: Record<ServerReason, RefusalFacts> = {\n${lines.join("\n")}\n};\n`;
  return formatted(REFUSAL_FACTS_FILE, `${HEADER}\n${table}`);
}
