import {
  createDaybookClient,
  type DaybookClient,
  memoryTokenStore,
  type User,
} from "@daybook/client";
import { randomBytes } from "node:crypto";

/** Someone who is signed in at every server of a cluster with one session. */
export interface Account {
  readonly user: User;
  /** One client for each server. */
  readonly clients: readonly DaybookClient[];
}

export interface SignUpOptions {
  /** How often a client repeats a call by itself. */
  readonly retries?: number;
}

/** Signs up under a name that nobody has on these servers. */
export async function signUp(
  urls: readonly string[],
  name: string,
  { retries = 0 }: SignUpOptions = {},
): Promise<Account> {
  const tokens = memoryTokenStore();
  const clients = urls.map((url) =>
    createDaybookClient({ url, tokens, retries, clientName: "service/checks" }),
  );
  const username = `${name}-${randomBytes(4).toString("hex")}`;
  const session = await clientAt(clients, 0).auth.register({
    username,
    email: `${username}@example.org`,
    password: randomBytes(12).toString("base64url"),
    timeZone: "Europe/Berlin",
  });
  return { user: session.user, clients };
}

export function clientAt(clients: readonly DaybookClient[], index: number): DaybookClient {
  const client = clients[index % clients.length];
  if (client === undefined) throw new Error("there is no server");
  return client;
}
