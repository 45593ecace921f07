import { DomainError } from "@daybook/domain/errors";
import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from "node:crypto";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** How many callers may wait for each place, and for how long, before they are sent away. */
const QUEUE_PER_PLACE = 32;
const MAX_WAIT_MS = 5_000;

const argon2Async = promisify(argon2);

/** Derives a key from a password; the tests count the work through it. */
export type DeriveKey = (algorithm: "argon2id", parameters: Argon2Parameters) => Promise<Buffer>;

export interface PasswordHasherOptions {
  /** How many hashes run at once; as many as there are cores unless told (rule U5). */
  readonly maxConcurrent?: number;
  readonly maxQueued?: number;
  readonly maxWaitMs?: number;
  readonly deriveKey?: DeriveKey;
}

/** What one of the places can do; holds until the work that was given it ends. */
export interface HashingPlace {
  /** A new salted hash in PHC form: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password belongs to the stored hash. Without a stored hash (an unknown name) the
   * same work is done against a hash that no password has, and the answer is no (rule U1).
   */
  verify(password: string, stored: string | undefined): Promise<boolean>;
}

interface Waiter {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Hashes passwords with argon2id (rule U1), as many at once as there are cores (rule U5). Further
 * callers wait in a short queue; when it is full, or the wait too long, the answer is `BUSY`.
 */
export class PasswordHasher {
  readonly #maxConcurrent: number;
  readonly #maxQueued: number;
  readonly #maxWaitMs: number;
  readonly #place: HashingPlace;
  readonly #waiting = new Set<Waiter>();
  #running = 0;

  constructor(options: PasswordHasherOptions = {}) {
    this.#maxConcurrent = options.maxConcurrent ?? availableParallelism();
    this.#maxQueued = options.maxQueued ?? this.#maxConcurrent * QUEUE_PER_PLACE;
    this.#maxWaitMs = options.maxWaitMs ?? MAX_WAIT_MS;
    this.#place = hashingPlace(options.deriveKey ?? argon2Async);
  }

  /** @throws BUSY when too many are waiting */
  hash(password: string): Promise<string> {
    return this.withPlace((place) => place.hash(password));
  }

  /** @throws BUSY when too many are waiting */
  verify(password: string, stored: string | undefined): Promise<boolean> {
    return this.withPlace((place) => place.verify(password, stored));
  }

  /**
   * Runs `work` when a place is free, and keeps the place until it ends. What has to be decided
   * immediately before a hash, such as a limit on failures, belongs inside: at most as many
   * callers as there are cores then decide at the same time.
   *
   * @throws BUSY when too many are waiting
   */
  async withPlace<T>(work: (place: HashingPlace) => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work(this.#place);
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> {
    if (this.#running < this.#maxConcurrent) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#waiting.size >= this.#maxQueued) {
      return Promise.reject(busy());
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        start: resolve,
        timer: setTimeout(() => {
          this.#waiting.delete(waiter);
          reject(busy());
        }, this.#maxWaitMs),
      };
      this.#waiting.add(waiter);
    });
  }

  /** Hands the place to whoever waited longest; only without one does it become free. */
  #leave(): void {
    for (const next of this.#waiting) {
      this.#waiting.delete(next);
      clearTimeout(next.timer);
      next.start();
      return;
    }
    this.#running -= 1;
  }
}

function busy(): DomainError {
  return new DomainError("BUSY", { details: { retryAfterSeconds: 1 } });
}

function hashingPlace(deriveKey: DeriveKey): HashingPlace {
  /** Random, so nothing hashes to it; the cost is that of every other hash. */
  const nobody = formatHash(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const key = await deriveKey("argon2id", {
        ...COST,
        message: normalisePassword(password),
        nonce: salt,
        tagLength: HASH_BYTES,
      });
      return formatHash(salt, key);
    },
    async verify(password, stored) {
      const { salt, hash, ...cost } = parseHash(stored ?? nobody);
      const key = await deriveKey("argon2id", {
        ...cost,
        message: normalisePassword(password),
        nonce: salt,
        tagLength: hash.length,
      });
      return timingSafeEqual(key, hash) && stored !== undefined;
    },
  };
}

/**
 * Keyboards and systems write the same character in different ways; NFKC makes them one, so that
 * a password works wherever it is typed (NIST SP 800-63B §5.1.1.2).
 */
export function normalisePassword(password: string): string {
  return password.normalize("NFKC");
}

function formatHash(salt: Buffer, hash: Buffer): string {
  const { memory, passes, parallelism } = COST;
  const cost = `m=${memory},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${cost}$${unpadded(salt)}$${unpadded(hash)}`;
}

interface ParsedHash {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const PHC_FORM =
  /^\$argon2id\$v=19\$m=(?<memory>\d+),t=(?<passes>\d+),p=(?<parallelism>\d+)\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)$/;

/** Reads the cost from the stored text, so hashes made with other parameters stay good. */
function parseHash(stored: string): ParsedHash {
  const parts = PHC_FORM.exec(stored)?.groups;
  if (parts === undefined) {
    throw new Error("a stored password hash is not argon2id in PHC form");
  }
  return {
    memory: Number(parts["memory"]),
    passes: Number(parts["passes"]),
    parallelism: Number(parts["parallelism"]),
    salt: Buffer.from(parts["salt"] ?? "", "base64"),
    hash: Buffer.from(parts["hash"] ?? "", "base64"),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
