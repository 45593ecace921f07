/** One event of a stream of server-sent events. */
export interface ServerSentEvent {
  /** `message` unless the server named it otherwise. */
  readonly type: string;
  readonly data: string;
  /** The last id that the server has sent, with this event or before it; empty without any. */
  readonly id: string;
}

/**
 * Reads server-sent events (WHATWG HTML §9.2.6) out of text that comes in pieces of any size. An
 * event that its end is missing of, as after a broken connection, is never told.
 */
export class ServerSentEventParser {
  #line = "";
  #endedWithCr = false;
  #type = "";
  #data: string[] = [];
  #id = "";

  /** The events that are complete with this piece. */
  push(piece: string): ServerSentEvent[] {
    // Of a CRLF that two pieces share, the CR has ended the line already.
    const text = this.#endedWithCr && piece.startsWith("\n") ? piece.slice(1) : piece;
    if (piece !== "") this.#endedWithCr = piece.endsWith("\r");
    const lines = text.split(/\r\n|\r|\n/);
    const rest = lines.pop() ?? "";
    const events: ServerSentEvent[] = [];
    for (const line of lines) {
      const event = this.#end(this.#line + line);
      if (event !== undefined) events.push(event);
      this.#line = "";
    }
    this.#line += rest;
    return events;
  }

  #end(line: string): ServerSentEvent | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    // Other fields, and comments, whose field is empty, are ignored.
    if (field === "data") this.#data.push(value);
    if (field === "event") this.#type = value;
    if (field === "id" && !value.includes("\0")) this.#id = value;
    return undefined;
  }

  #dispatch(): ServerSentEvent | undefined {
    const event = { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id };
    const isEvent = this.#data.length > 0;
    this.#type = "";
    this.#data = [];
    return isEvent ? event : undefined;
  }
}
