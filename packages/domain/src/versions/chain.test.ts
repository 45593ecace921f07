import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChainLink, VERSION_KINDS, chainHashInput, contentHashInput } from "./chain.ts";

const link: ChainLink = {
  previousChainHash: new Uint8Array([1, 2]),
  eventId: "e1",
  version: 2,
  kind: "update",
  at: 1_700_000_000_000,
  actorId: "u1",
  deleted: false,
  contentHash: new Uint8Array([3]),
};

const bytes = fc.uint8Array({ maxLength: 4 });
const links: fc.Arbitrary<ChainLink> = fc.record({
  previousChainHash: fc.option(fc.uint8Array({ minLength: 1, maxLength: 4 })),
  eventId: fc.string({ maxLength: 3 }),
  version: fc.integer({ min: 1, max: 30 }),
  kind: fc.constantFrom(...VERSION_KINDS),
  at: fc.integer({ min: 0, max: 30 }),
  actorId: fc.string({ maxLength: 3 }),
  deleted: fc.boolean(),
  contentHash: bytes,
});

function hex(input: Uint8Array): string {
  return [...input].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("[V8] the bytes of a link are these, for ever", () => {
  expect(hex(chainHashInput(link))).toBe(
    "0000000f" +
      "646179626f6f6b2d636861696e2d31" + // daybook-chain-1
      "00000002" +
      "0102" +
      "00000002" +
      "6531" +
      "00000001" +
      "32" +
      "00000006" +
      "757064617465" +
      "0000000d" +
      "31373030303030303030303030" +
      "00000002" +
      "7531" +
      "00000004" +
      "6c697665" +
      "00000001" +
      "03",
  );
  expect(hex(contentHashInput(new Uint8Array([9]), "{é}"))).toBe(
    "00000011" +
      "646179626f6f6b2d636f6e74656e742d31" + // daybook-content-1
      "00000001" +
      "09" +
      "00000004" +
      "7bc3a97d",
  );
});

test("[V8] two different links never share their bytes", () => {
  fc.assert(
    fc.property(links, links, (a, b) => {
      fc.pre(JSON.stringify(plain(a)) !== JSON.stringify(plain(b)));
      expect(hex(chainHashInput(a))).not.toBe(hex(chainHashInput(b)));
    }),
  );
});

test("[V8] salt and content do not run into each other", () => {
  fc.assert(
    fc.property(bytes, fc.string(), bytes, fc.string(), (salt, text, otherSalt, otherText) => {
      const same = hex(salt) === hex(otherSalt) && text === otherText;
      expect(
        hex(contentHashInput(salt, text)) === hex(contentHashInput(otherSalt, otherText)),
      ).toBe(same);
    }),
  );
});

test("[V8] a content cannot pass for a link", () => {
  const asContent = contentHashInput(new Uint8Array(), "daybook-chain-1");
  expect(hex(asContent).startsWith(hex(chainHashInput(link)).slice(0, 8))).toBe(false);
});

function plain(value: ChainLink): unknown {
  return {
    ...value,
    previousChainHash: value.previousChainHash === null ? "" : hex(value.previousChainHash),
    contentHash: hex(value.contentHash),
  };
}
