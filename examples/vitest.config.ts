import { testConfig } from "../vitest.shared.ts";

const { test } = testConfig({ name: "examples", perEngine: true });

export default { test: { ...test, globalSetup: "tests/_packed-client.ts" } };
