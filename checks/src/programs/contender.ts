/** One server that a program runs on. */
import { createDaybookClient, type DaybookClient, isDaybookError } from "@daybook/client";
import { setTimeout as delay } from "node:timers/promises";
import { Symbols } from "./symbols.ts";

/** One call of a program; symbols stand for ids. */
export interface Call {
  /** Which of the people makes it. */
  readonly actor: number;
  /** As in `events.update`. */
  readonly path: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What came back, with symbols for ids. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly details: unknown;
      readonly fieldErrors: unknown;
      readonly message: string;
    };

export interface Contender {
  readonly name: string;
  call(call: Call): Promise<Answer>;
  /** Notes an instant between what was done so far and what comes; it is `{ moment: n }` in inputs. */
  noteMoment(): Promise<void>;
}

const PASSWORD = "correct horse battery staple";

/** Signs everybody up, in order, under the same names everywhere. */
export async function createContender(
  name: string,
  url: string,
  people: readonly string[],
): Promise<Contender> {
  const symbols = new Symbols();
  const moments: string[] = [];
  const clients: DaybookClient[] = [];
  for (const username of people) {
    const client = createDaybookClient({ url, clientName: "service/checks" });
    const { user } = await client.auth.register({
      username,
      email: `${username}@example.org`,
      password: PASSWORD,
      timeZone: "Europe/Berlin",
    });
    symbols.abstract(user);
    clients.push(client);
  }
  return {
    name,
    async call({ actor, path, input }) {
      const concrete = withMoments(symbols.concrete(input), moments);
      try {
        const value = await procedureAt(clients[actor], path)(concrete);
        return { ok: true, value: symbols.abstract(value) };
      } catch (error) {
        if (!isDaybookError(error)) throw error;
        const { reason, details, fieldErrors, message } = error;
        const refusal = { reason, details, fieldErrors, message };
        // What is abstracted keeps its shape.
        const abstract = symbols.abstract(refusal) as typeof refusal;
        return { ok: false, ...abstract };
      }
    },
    async noteMoment() {
      // Nothing else happens in the millisecond that it names.
      await delay(2);
      moments.push(new Date().toISOString());
      await delay(2);
    },
  };
}

type Procedure = (input: unknown) => Promise<unknown>;

function procedureAt(client: DaybookClient | undefined, path: string): Procedure {
  let found: unknown = client;
  for (const name of path.split(".")) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  }
  if (typeof found !== "function") throw new Error(`the client has no ${path}`);
  // Every leaf of the client is a procedure.
  return found as Procedure;
}

function withMoments(value: unknown, moments: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => withMoments(member, moments));
  if ("moment" in value && typeof value.moment === "number") return moments[value.moment];
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withMoments(member, moments)]),
  );
}
