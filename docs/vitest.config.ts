import { testConfig } from "../vitest.shared.ts";

export default testConfig({ name: "docs", perEngine: true });
