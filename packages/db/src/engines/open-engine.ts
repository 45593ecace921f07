import type { EngineOptions, OpenEngine } from "./engine.ts";
import { openMysql } from "./mysql/mysql-dialect.ts";
import { openSqlite } from "./sqlite/sqlite-dialect.ts";

/**
 * The engine that an address names: `sqlite:<file>`, `mysql://…` or `mariadb://…`.
 *
 * @throws TypeError when it names none.
 */
export async function openEngine(options: EngineOptions): Promise<OpenEngine> {
  const scheme = options.url.slice(0, options.url.indexOf(":"));
  switch (scheme) {
    case "sqlite":
      return openSqlite(options);
    case "mysql":
    case "mariadb":
      return openMysql(options);
    default:
      throw new TypeError("A database address starts with sqlite: or mysql://");
  }
}
