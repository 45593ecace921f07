import { randomBytes } from "node:crypto";
import { chmod, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { getuid, pid } from "node:process";
import type { Session, TokenStore } from "@daybook/client";
import { LocalFailure } from "./failure.ts";

/** What the file holds: the sessions by server, so that no server ever sees another's tokens. */
interface Contents {
  /** The server signed in to last. */
  readonly current: string | undefined;
  readonly sessions: Readonly<Record<string, Session>>;
}

const NOBODY: Contents = { current: undefined, sessions: {} };

const OTHERS = 0o077;

export interface SessionFile {
  readonly path: string;
  /** The server signed in to last, for commands that name none. */
  currentServer(): Promise<string | undefined>;
  /**
   * After this, commands that name no server no longer go to this one. A session that merely ran
   * out does not lead here: signing in again is meant for the same server.
   */
  forgetServer(serverUrl: string): Promise<void>;
  /** The part of the file that belongs to one server. */
  storeFor(serverUrl: string): TokenStore;
}

/**
 * The sessions of this user in a file that only this user may read: mode 0600 in a folder of mode
 * 0700, replaced as a whole so that no reader meets half of it.
 *
 * @param warn told when the file was found open to others; it has been closed by then
 */
export function openSessionFile(folder: string, warn: (sentence: string) => void): SessionFile {
  const path = join(folder, "session.json");

  async function read(): Promise<Contents> {
    const file = await open(path, "r").catch((error: unknown) => {
      if (isMissing(error)) {
        return undefined;
      }
      throw new LocalFailure(`The session file ${path} cannot be read.`, { cause: error });
    });
    if (file === undefined) {
      return NOBODY;
    }
    try {
      const { mode, uid } = await file.stat();
      // Windows has no owners and modes of this kind.
      if (getuid !== undefined && uid !== getuid()) {
        throw new LocalFailure(`The session file ${path} belongs to another user: not used.`);
      }
      if (getuid !== undefined && (mode & OTHERS) !== 0) {
        await file.chmod(0o600);
        warn(
          `${path} could be read by other users of this machine; it no longer can. ` +
            "If somebody may have, end all sessions: daybook logout --everywhere",
        );
      }
      return parseContents(await file.readFile("utf8"), path);
    } finally {
      await file.close();
    }
  }

  async function write(contents: Contents): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (((await stat(folder)).mode & OTHERS) !== 0) {
      await chmod(folder, 0o700);
    }
    const draft = `${path}.${pid}.${randomBytes(4).toString("hex")}`;
    try {
      const file = await open(draft, "wx", 0o600);
      try {
        await file.writeFile(`${JSON.stringify(contents, null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw new LocalFailure(`The session file ${path} cannot be written.`, { cause: error });
    }
  }

  return {
    path,
    currentServer: async () => (await read()).current,
    async forgetServer(serverUrl) {
      const { current, sessions } = await read();
      if (current === serverUrl) {
        await write({ current: undefined, sessions });
      }
    },
    storeFor: (serverUrl) => ({
      get: async () => (await read()).sessions[serverUrl],
      async set(session) {
        const { sessions } = await read();
        await write({ current: serverUrl, sessions: { ...sessions, [serverUrl]: session } });
      },
      async clear() {
        const { current, sessions } = await read();
        const { [serverUrl]: _ended, ...others } = sessions;
        await write({ current, sessions: others });
      },
    }),
  };
}

function parseContents(text: string, path: string): Contents {
  try {
    const contents = JSON.parse(text) as Partial<Contents>;
    return { current: contents.current, sessions: contents.sessions ?? {} };
  } catch (cause) {
    throw new LocalFailure(`The session file ${path} is damaged: remove it and sign in again.`, {
      cause,
    });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
