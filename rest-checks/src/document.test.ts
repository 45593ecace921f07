/** The OpenAPI document by itself: what linters, and its own meta-schema, say of it. */
import { openApiDocument } from "@daybook/api/rest/openapi";
import { RestContract, type OpenApiDocument } from "@daybook/server/testing/rest-contract";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectral from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";
import { expect, test } from "vitest";

const text = JSON.stringify(
  openApiDocument({ url: "https://daybook.example.org", version: "0.0.0" }),
);
const document = JSON.parse(text) as OpenApiDocument;

/** What is sure to be found in a document: it shows that there is somebody who looks. */
const spoilt = JSON.stringify({ ...document, info: { title: "Daybook" } });

test("Redocly's recommended rules, the schema of OpenAPI 3.1 among them, find nothing", async () => {
  const config = await createConfig({ extends: ["recommended"] });
  const problemsIn = async (source: string): Promise<string[]> => {
    const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
    return problems.map(({ ruleId, message, location: [place] }) =>
      [ruleId, message, place?.pointer].join(" "),
    );
  };
  expect(await problemsIn(text)).toEqual([]);
  expect(await problemsIn(spoilt)).not.toEqual([]);
});

test("Spectral's rules for OpenAPI, the meta-schema and the examples among them, find nothing", async () => {
  const linter = new spectral.Spectral();
  linter.setRuleset(new spectral.Ruleset(rulesets.oas, { severity: "recommended" }));
  const problemsIn = async (source: string): Promise<string[]> => {
    const problems = await linter.run(source);
    return problems.map(({ code, message, path }) => [code, message, path.join("/")].join(" "));
  };
  expect(await problemsIn(text)).toEqual([]);
  expect(await problemsIn(spoilt)).not.toEqual([]);
});

test("every schema is one of JSON Schema 2020-12, without a keyword that means nothing", () => {
  expect(new RestContract(document).compileAll().length).toBeGreaterThan(500);
  const { schemas = {} } = document.components;
  const unknown = { ...schemas, Event: { type: "object", propertees: {} } };
  const broken = { ...document, components: { ...document.components, schemas: unknown } };
  expect(() => new RestContract(broken).compileAll()).toThrow(/propertees/);
});

test("every component has a name that is used, and a description", () => {
  const { schemas = {}, responses = {}, parameters = {}, headers = {} } = document.components;
  const described = Object.entries({ ...schemas, ...responses, ...parameters, ...headers });
  const wordless = described.filter(
    ([, of]) => (of as { description?: string }).description === "",
  );
  expect(wordless.map(([name]) => name)).toEqual([]);
  expect(described.every(([, of]) => "description" in (of as object))).toBe(true);
});
