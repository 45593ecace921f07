import type { PoolOptions } from "mysql2";

/**
 * `mysql://user:password@host:port/database`, with `?ssl=true` for an encrypted connection whose
 * certificate is checked, and `?socketPath=/path` for a local socket.
 *
 * @throws TypeError when the address is malformed or names no database.
 */
export function mysqlAddress(url: string): PoolOptions {
  const address = new URL(url);
  const database = decodeURIComponent(address.pathname.slice(1));
  if (database === "") throw new TypeError("A MySQL address names a database: mysql://…/daybook");
  const socketPath = address.searchParams.get("socketPath");
  return {
    ...(socketPath === null
      ? { host: address.hostname, port: address.port === "" ? 3306 : Number(address.port) }
      : { socketPath }),
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
    database,
    ...(address.searchParams.get("ssl") === "true" ? { ssl: {} } : {}),
  };
}
