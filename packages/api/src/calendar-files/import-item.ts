import type { EventContent } from "@daybook/domain/event/content";
import type { ImportedEvent } from "@daybook/domain/event/calendar-file";
import type { ImportProblem } from "@daybook/domain/event/calendar-file/problems";
import {
  contentSchemaOf,
  decodeContent,
  encodeContent,
} from "@daybook/domain/event/stored-content";
import { createHash } from "node:crypto";

/** One event of a calendar file under the name by which it is found again: plain data. */
export interface ImportItem {
  readonly uid: string;
  readonly recurrenceId: string | null;
  readonly sequence: number;
  /** 1-based line of its `BEGIN:VEVENT`. */
  readonly line: number;
  /** The content as it is stored, and its SHA-256: what tells whether the file says anything new. */
  readonly stored: string;
  readonly contentSchema: number;
  readonly contentHash: Uint8Array;
}

/** A calendar file as the worker hands it over. */
export interface ImportFile {
  /** In the order of the file. */
  readonly items: readonly ImportItem[];
  readonly problems: readonly ImportProblem[];
}

export function toImportItem({ uid, content, ...event }: ImportedEvent): ImportItem {
  const { recurrenceId, sequence, line } = event;
  const said = toSaid(content);
  // Without a UID the content is its own name (rule F1).
  const name = uid ?? `content-${Buffer.from(said.contentHash).toString("hex")}`;
  return { uid: name, recurrenceId, sequence, line, ...said };
}

/** What a file says of an event, in the form in which the next import is compared with it. */
export function toSaid(
  content: EventContent,
): Pick<ImportItem, "stored" | "contentSchema" | "contentHash"> {
  const stored = encodeContent(content);
  const contentHash = createHash("sha256").update(stored).digest();
  return { stored, contentSchema: contentSchemaOf(content), contentHash };
}

export function contentOf({ stored, contentSchema }: ImportItem): EventContent {
  return decodeContent(stored, contentSchema);
}
