/**
 * What the linter defends. The layers of the design are the import rules at the end: each message
 * says what to do instead, and scripts/tests/import-rules.test.ts shows that each one fires.
 */
import { defineConfig } from "oxlint";
import type { OxlintOverride } from "oxlint";

/** One kind of import that some part of the repository must not have. */
interface ForbiddenImport {
  /** Matches the import's specifier. */
  regex: string;
  message: string;
  importNames?: string[];
  allowTypeImports?: true;
}

/** Our own packages by their names, but for the ones this layer may use. */
function ourPackages(message: string, allowed: string[] = []): ForbiddenImport {
  const all = ["domain", "db", "api", "client", "server", "cli"];
  const forbidden = all.filter((name) => !allowed.includes(name));
  return { regex: `^@daybook/(${forbidden.join("|")})(/|$)`, message };
}

const INTO_ANOTHER_PACKAGE: ForbiddenImport = {
  regex: "^(\\.\\./)+(packages|apps|domain|db|api|client|server|cli)/",
  message: "Import another package by its name (@daybook/…), never by a path into its folder.",
};

const BARREL: ForbiddenImport = {
  regex: "(^\\.{1,2}/?$|/index(\\.ts)?$)",
  message: "Import the file that holds what you need: packages have no barrels inside.",
};

const PROCESS_ENV: ForbiddenImport = {
  regex: "^(node:)?process$",
  importNames: ["env"],
  message: "Write `process.env`, so that the rule about it sees it.",
};

const DRIVER: ForbiddenImport = {
  regex: "^(mysql2(/|$)|node:sqlite$)",
  message:
    "Only packages/db/src/engines knows the databases: add a named function to the Engine descriptor there.",
};

const SQL: ForbiddenImport = {
  regex: "^kysely(/|$)",
  allowTypeImports: true,
  message: "SQL lives in packages/db: add a query to its query modules and call that.",
};

const TRPC: ForbiddenImport = {
  regex: "^@trpc/",
  message: "This layer does not know tRPC: throw a DomainError and let packages/api translate it.",
};

const HONO: ForbiddenImport = {
  regex: "^(hono(/|$)|@hono/)",
  message:
    "Only apps/server knows Hono: take what you need as an argument and let the server pass it.",
};

const EVERYWHERE = [INTO_ANOTHER_PACKAGE, BARREL, PROCESS_ENV];

/** For these files these imports are forbidden; a later call for the same file replaces an earlier one. */
function forbidImports(
  files: string[],
  forbidden: ForbiddenImport[],
  excludeFiles: string[] = [],
): OxlintOverride {
  return {
    files,
    excludeFiles,
    rules: { "no-restricted-imports": ["error", { patterns: [...EVERYWHERE, ...forbidden] }] },
  };
}

/** Files that are no part of what is served or published: they may use whatever helps. */
const TESTS = ["**/*.test.ts", "**/tests/**", "**/testing/**"];

const IMPURE = [
  { object: "Date", property: "now" },
  { object: "Math", property: "random" },
  { object: "Temporal", property: "Now" },
  { object: "crypto", property: "randomUUID" },
  { object: "crypto", property: "getRandomValues" },
  { object: "performance", property: "now" },
].map((access) => ({
  ...access,
  message: "The domain is pure: take the time, the id or the random value as an argument.",
}));

const ENVIRONMENT = {
  object: "process",
  property: "env",
  message:
    "Only the app's environment.ts reads process.env: add the value to its config and take it as an argument.",
};

export default defineConfig({
  plugins: [
    "typescript",
    "unicorn",
    "oxc",
    "import",
    "promise",
    "node",
    "vitest",
    "react",
    "jsx-a11y",
  ],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  // The programs import clients that their tests generate, and are checked there by a compiler.
  ignorePatterns: ["reports/**", ".tools/**", "data/**", "rest-checks/programs/**"],
  categories: { correctness: "error" },
  rules: {
    eqeqeq: "error",
    "no-console": "error",
    "no-param-reassign": "error",
    "no-var": "error",
    "prefer-const": "error",
    "max-params": ["error", { max: 3 }],
    "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    "no-restricted-properties": ["error", ENVIRONMENT],
    "no-restricted-imports": ["error", { patterns: EVERYWHERE }],

    "import/no-cycle": "error",
    // TypeScript checks this, and knows more forms of modules.
    "import/namespace": "off",
    "import/no-default-export": "error",
    "oxc/no-barrel-file": ["error", { threshold: 0 }],
    "unicorn/filename-case": ["error", { case: "kebabCase" }],

    "typescript/await-thenable": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-unnecessary-type-assertion": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/only-throw-error": "error",
    "typescript/switch-exhaustiveness-check": "error",

    "vitest/no-disabled-tests": "error",
    "vitest/no-focused-tests": "error",
    // Properties and tables of cases need both.
    "vitest/no-conditional-expect": "off",
    "vitest/require-to-throw-message": "off",
  },
  overrides: [
    {
      files: ["**/vite.config.ts", "**/vitest.config.ts", "oxlint.config.ts"],
      rules: { "import/no-default-export": "off", "no-restricted-imports": "off" },
    },
    {
      // The only readers of the environment; tests and scripts are told through it what to run on.
      files: [
        "apps/server/src/environment.ts",
        "apps/cli/src/environment.ts",
        "packages/db/src/cli.ts",
        "bench/**",
        "checks/**",
        "demo/**",
        "docs/**",
        "examples/**",
        "rest-checks/**",
        "scripts/**",
        "vitest.*.ts",
        ...TESTS,
      ],
      rules: { "no-restricted-properties": "off" },
    },
    {
      files: ["packages/domain/src/**"],
      excludeFiles: TESTS,
      rules: { "no-restricted-properties": ["error", ENVIRONMENT, ...IMPURE] },
    },
    {
      // It is printed, and read in parts.
      files: ["packages/client/src/contract.ts"],
      rules: { "max-lines": "off" },
    },
    {
      // The entries of what is published.
      files: ["packages/client/src/index.ts", "packages/client/src/testing.ts"],
      rules: { "oxc/no-barrel-file": "off" },
    },
    {
      files: TESTS,
      rules: { "max-lines": "off", "max-params": "off", "typescript/no-non-null-assertion": "off" },
    },

    forbidImports(
      ["packages/domain/src/**"],
      [
        ourPackages("The domain imports none of our packages: move what it needs into the domain."),
        {
          regex: "^(node:|kysely|mysql2|zod|hono|@hono/|@trpc/|jose)",
          message:
            "The domain is pure and runs in browsers: do this in packages/db, packages/api or the app and pass values in.",
        },
      ],
      TESTS,
    ),
    forbidImports(
      ["packages/db/src/**"],
      [
        ourPackages(
          "The database package knows the domain alone: let its callers pass values in.",
          ["domain"],
        ),
        TRPC,
        HONO,
        DRIVER,
      ],
      TESTS,
    ),
    forbidImports(
      ["packages/db/src/engines/**"],
      [
        ourPackages(
          "The database package knows the domain alone: let its callers pass values in.",
          ["domain"],
        ),
        TRPC,
        HONO,
      ],
    ),
    forbidImports(
      ["packages/api/src/**"],
      [ourPackages("The API builds on domain and db only.", ["domain", "db"]), HONO, SQL, DRIVER],
      TESTS,
    ),
    forbidImports(
      ["packages/api/src/**/*.router.ts"],
      [
        ourPackages("A router calls a service, and the service calls the database.", ["domain"]),
        HONO,
        SQL,
        DRIVER,
      ],
    ),
    forbidImports(
      ["packages/api/src/**/*.schema.ts"],
      [
        ourPackages("A schema knows zod and the domain only: move the rest into the service.", [
          "domain",
        ]),
        TRPC,
        HONO,
        SQL,
        DRIVER,
      ],
    ),
    forbidImports(
      ["packages/client/src/**"],
      [
        {
          ...ourPackages("The client holds no server code at run time: `import type` it."),
          allowTypeImports: true,
        },
        {
          regex: "^zod(/|$)",
          message:
            "zod is too heavy for the client: the server checks input and says which field is wrong.",
        },
        {
          regex: "^(node:|kysely|hono|@hono/|mysql2|jose|@trpc/server)",
          allowTypeImports: true,
          message: "The client runs in browsers on @trpc/client alone: use web standards.",
        },
      ],
      // The entry for Node is a file of its own.
      [...TESTS, "packages/client/src/file-token-store.ts"],
    ),
    forbidImports(
      ["apps/server/src/**"],
      [ourPackages("The server wires api, db and domain.", ["api", "db", "domain"]), SQL, DRIVER],
      TESTS,
    ),
    forbidImports(
      ["apps/cli/src/**"],
      [
        ourPackages(
          "The command line is built on the client alone: use @daybook/client. Pure rules come from @daybook/domain.",
          ["client", "domain"],
        ),
        {
          regex: "^(kysely|mysql2|zod|hono|@hono/|@trpc/|jose|node:sqlite)",
          message: "The command line is built on the client alone: use @daybook/client.",
        },
      ],
      TESTS,
    ),
  ],
});
