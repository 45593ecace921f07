import { type Access, type Action, type ActionContext, assertMay } from "./roles.ts";

declare const allowed: unique symbol;

/**
 * Facts about an event or a calendar, and the proof that their reader may do `A` with it. Query
 * modules that write ask for one, so that forgetting the check does not compile.
 */
export type Authorised<Facts, A extends Action> = Facts & { readonly [allowed]: A };

/**
 * The only way to an {@link Authorised} value. The facts must have been read in the transaction
 * that will use them (rule S4). Throws `NOT_FOUND` or `FORBIDDEN` (rule S3).
 */
export function authorise<Facts extends { readonly access: Access | undefined }, A extends Action>(
  facts: Facts,
  action: A,
  context: ActionContext = {},
): Authorised<Facts & { readonly access: Access }, A> {
  assertMay(facts.access, action, context);
  // The check above is what the brand stands for.
  return facts as Authorised<Facts & { readonly access: Access }, A>;
}
