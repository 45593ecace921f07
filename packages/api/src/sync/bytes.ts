/** Writes whole numbers in as few bytes as they need: seven bits in each, the lowest first. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  /** A whole number from 0 on. */
  number(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  /** A whole number of either sign. */
  signed(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(bytes: Uint8Array): void {
    this.#bytes.push(...bytes);
  }

  toBytes(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

/**
 * Reads what {@link ByteWriter} wrote. Bytes that end too early, and numbers that are too large,
 * make it unsound; it then answers zeros, so that its reader need ask only once, at the end.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #sound = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get sound(): boolean {
    return this.#sound;
  }

  /** Whether all has been read, and nothing more was asked for. */
  get atEnd(): boolean {
    return this.#sound && this.#at === this.#bytes.length;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at];
      this.#at += 1;
      if (byte === undefined || !Number.isSafeInteger(value + (byte % 128) * factor)) {
        this.#sound = false;
        return 0;
      }
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) this.#sound = false;
    const bytes = this.#sound ? this.#bytes.subarray(this.#at, end) : new Uint8Array(length);
    this.#at = end;
    return bytes;
  }
}
