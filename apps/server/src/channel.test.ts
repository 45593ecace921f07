import { newOpaqueToken } from "@daybook/api/auth/opaque-token";
import { expect, test } from "vitest";
import { channelOf } from "./channel.ts";

const personalToken = newOpaqueToken("dbp_");

test.each([
  [undefined, undefined, "web"],
  ["Bearer eyJhbGciOiJFZERTQSJ9.e30.c2ln", "web/0.1.0", "web"],
  ["Bearer eyJhbGciOiJFZERTQSJ9.e30.c2ln", "cli/0.1.0", "cli"],
  [undefined, "cli/0.1.0", "cli"],
  [undefined, "client/1", "web"],
  [`Bearer ${personalToken}`, undefined, "service"],
  [`bearer  ${personalToken}`, "cli/0.1.0", "service"],
])("[A1] a call with %s from %s comes from %s", (authorization, clientName, channel) => {
  expect(channelOf(authorization, clientName)).toBe(channel);
});
