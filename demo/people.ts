import { createDaybookClient, type DaybookClient, type Session } from "@daybook/client";
import { randomBytes } from "node:crypto";

/** One of the two, with a client that is signed in. */
export interface Person {
  readonly name: string;
  /** Where they are: the zone that they read the calendar in. */
  readonly timeZone: string;
  readonly daybook: DaybookClient;
  readonly session: Session;
}

/** Signs up under a name that nobody has on this server. */
export async function signUp(url: string, name: string, timeZone: string): Promise<Person> {
  const daybook = createDaybookClient({ url, clientName: "web/demo" });
  const username = `${name.toLowerCase()}-${randomBytes(4).toString("hex")}`;
  const session = await daybook.auth.register({
    username,
    email: `${username}@example.org`,
    password: randomBytes(12).toString("base64url"),
    timeZone,
  });
  return { name, timeZone, daybook, session };
}
