/** For edge runtimes, which have requests alone: `?url=…&username=…`. */
import { tryOut } from "./program.ts";

// oxlint-disable-next-line import/no-default-export -- a worker is what its module exports by default
export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const [url = "", username = ""] = ["url", "username"].map((name) => searchParams.get(name));
    return Response.json(await tryOut({ url: url ?? "", username: username ?? "" }));
  },
};
