/** The entry `@daybook/client/node`: what needs files, for Node, Deno and Bun. */
export { fileTokenStore } from "./file-token-store.ts";
