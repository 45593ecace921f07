import { openDatabase } from "@daybook/db/database";
import { expect, test } from "vitest";
import { startServer } from "../testing/server-process.ts";
import { errorOf, get, post, register } from "./_http.ts";

test("[C1] a fault tells the caller that it happened, and the log why", async () => {
  await using server = await startServer();
  const { accessToken: token } = await register(server);
  const database = await openDatabase({ url: server.databaseUrl });
  try {
    await database.transaction((trx) => trx.schema.dropTable("event_versions").execute());
  } finally {
    await database.close();
  }

  const answers = [
    await get(server, "events.list", {}, { token, headers: { "x-request-id": "fault-1" } }),
    await post(
      server,
      "events.create",
      { title: "Sesame", start: "2026-03-02T09:00:00" },
      { token, headers: { "x-request-id": "fault-2" } },
    ),
  ];
  for (const [index, answer] of answers.entries()) {
    expect(answer.status).toBe(500);
    expect(errorOf(answer)).toMatchObject({
      message: "Something went wrong on our side.",
      data: {
        code: "INTERNAL_SERVER_ERROR",
        reason: "INTERNAL",
        details: {},
        fieldErrors: [],
        requestId: `fault-${index + 1}`,
      },
    });
    expect(answer.text).not.toMatch(/event_versions|select|insert|\.ts\b|\n\s+at |sesame/i);
    expect(server.logs()).toContainEqual(
      expect.objectContaining({
        level: "error",
        requestId: `fault-${index + 1}`,
        err: expect.objectContaining({ message: expect.stringMatching(/event_versions/) }),
      }),
    );
  }
  expect(server.output().stdout).not.toContain("Sesame");
});
