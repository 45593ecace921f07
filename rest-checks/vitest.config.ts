import { testConfig } from "../vitest.shared.ts";

export default testConfig({ name: "rest-checks", perEngine: true });
