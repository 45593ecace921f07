import { createDaybookClient, webTokenStore } from "@daybook/client";
import { daybookQueries } from "@daybook/client/react";

const url: string = import.meta.env["VITE_DAYBOOK_URL"] ?? "http://127.0.0.1:3000";

export const daybook = createDaybookClient({
  url,
  tokens: webTokenStore(localStorage),
  clientName: "web/1.0.0",
});

export const queries = daybookQueries(daybook);
