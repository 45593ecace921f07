import { DomainError } from "@daybook/domain/errors";
import { Hono } from "hono";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HttpEnv } from "./http-context.ts";
import { REST_PATH } from "./rest-endpoint.ts";

export const REFERENCE_PATH = "/docs";

/** Where the page's own files are: everything is served from here, so that it works offline. */
const FOLDER = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

const ASSETS: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
};

const DAY_SECONDS = 86_400;

/** The page loads its own files and asks this server, and nothing else. It styles by attributes. */
export const REFERENCE_POLICY = {
  defaultSrc: ["'none'"],
  connectSrc: ["'self'"],
  fontSrc: ["'self'", "data:"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  imgSrc: ["'self'", "data:"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
};

/** Its addresses are relative: a proxy may show this server under a path of its own. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Daybook: REST reference</title>
    <link rel="icon" type="image/png" href=".${REFERENCE_PATH}/favicon-32x32.png" />
    <link rel="stylesheet" href=".${REFERENCE_PATH}/swagger-ui.css" />
  </head>
  <body>
    <div id="reference"></div>
    <script src=".${REFERENCE_PATH}/swagger-ui-bundle.js"></script>
    <script src=".${REFERENCE_PATH}/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({
  url: ".${REST_PATH}/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** The reference of the REST face as a page, which needs no other server. */
export function createReferencePage(): Hono<HttpEnv> {
  const page = new Hono<HttpEnv>();
  page.get("/", (c) => c.html(PAGE));
  page.get("/start.js", (c) =>
    c.body(START, 200, { "content-type": "text/javascript; charset=utf-8" }),
  );
  page.get("/:file", async (c) => {
    const { file } = c.req.param();
    const type = Object.hasOwn(ASSETS, file) ? ASSETS[file] : undefined;
    if (type === undefined) {
      throw new DomainError("NOT_FOUND", { message: "There is nothing at this path." });
    }
    return c.body(await readFile(join(FOLDER, file)), 200, {
      "content-type": type,
      "cache-control": `public, max-age=${DAY_SECONDS}`,
    });
  });
  return page;
}
