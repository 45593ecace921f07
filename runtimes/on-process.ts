/** For Node, Deno and Bun, which have arguments, files and an output: `<url> <username> <session file>`. */
import { argv, stdout } from "node:process";
import { fileTokenStore } from "@daybook/client/node";
import { tryOut } from "./program.ts";

const [url = "", username = "", sessionFile = ""] = argv.slice(2);
const outcome = await tryOut({ url, username, tokens: fileTokenStore(sessionFile) });
stdout.write(JSON.stringify(outcome));
