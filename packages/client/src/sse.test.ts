import { describe, expect, test } from "vitest";
import { type ServerSentEvent, ServerSentEventParser } from "./sse.ts";

function read(...pieces: string[]): ServerSentEvent[] {
  const parser = new ServerSentEventParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

const message = (data: string, id = "") => ({ type: "message", data, id });

describe("server-sent events", () => {
  test.each([
    ["LF", "\n"],
    ["CR", "\r"],
    ["CRLF", "\r\n"],
  ])("end their lines with %s", (_name, end) => {
    const text = ["data: one", "", "event: add", "data: two", "", ""].join(end);
    expect(read(text)).toEqual([message("one"), { type: "add", data: "two", id: "" }]);
  });

  test.each([
    ["a field without a colon is an empty value", "data\n\n", [message("")]],
    ["one blank after the colon is no part of the value", "data:  a\n\n", [message(" a")]],
    ["a value may hold colons", "data:a:b\n\n", [message("a:b")]],
    ["lines of data are joined", "data: a\ndata:\ndata: b\n\n", [message("a\n\nb")]],
    ["comments are ignored", ": here\ndata: a\n:\n\n", [message("a")]],
    ["other fields are ignored", "retry: 10\nDATA: b\n data: c\ndata: a\n\n", [message("a")]],
    ["without data there is no event", "event: x\n\ndata: a\n\n", [message("a")]],
    ["empty lines alone are no event", "\n\n\n", []],
    ["the last id stays", "id: 1\ndata: a\n\ndata: b\n\n", [message("a", "1"), message("b", "1")]],
    ["an id alone is kept", "id: 1\n\ndata: a\n\n", [message("a", "1")]],
    ["an empty id forgets the last", "id: 1\n\nid\ndata: a\n\n", [message("a")]],
    ["an id with NULL is ignored", "id: 1\nid: 2\0\ndata: a\n\n", [message("a", "1")]],
    ["what is not complete is not told", "data: a\n\ndata: b\n", [message("a")]],
  ])("%s", (_name, text, events) => {
    expect(read(text)).toEqual(events);
  });

  test("are the same however the text is cut into pieces", () => {
    const text = "id: 7\r\ndata: a\r\ndata: b\r\n\r\n: c\revent: x\rdata\r\r\ndata: ü\n\n";
    const whole = read(text);
    expect(whole).toEqual([
      message("a\nb", "7"),
      { type: "x", data: "", id: "7" },
      message("ü", "7"),
    ]);
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(read(text.slice(0, cut), "", text.slice(cut))).toEqual(whole);
    }
    expect(read(...text.split(""))).toEqual(whole);
  });
});
