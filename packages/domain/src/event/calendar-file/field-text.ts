// oxlint-disable-next-line no-control-regex -- these are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const CONTROLS_BUT_LINES = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]+/g;
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const CONTROLS_BUT_TABS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]+/g;

/** A text on one line, without what an event cannot hold. */
export function cleanLine(text: string): string {
  return text.toWellFormed().replace(CONTROLS, " ").trim();
}

/** A text of any number of lines, without what an event cannot hold. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(CONTROLS_BUT_LINES, "");
}

/** A content line that is kept as it is, but for what could not be stored and shown. */
export function cleanContentLine(text: string): string {
  return text.toWellFormed().replace(CONTROLS_BUT_TABS, "");
}

/** LOCATION as an event takes it. */
export function cleanLocation(text: string): string {
  return cleanText(text).trim();
}

/** CATEGORIES as an event takes them; repeated ones count once. */
export function cleanTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map(cleanLine))].filter((tag) => tag !== "");
}
