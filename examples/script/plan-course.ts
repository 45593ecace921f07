/**
 * Plans a course: one weekly series, shared with everybody who teaches it, without the weeks of the
 * holidays. What was planned can be planned again: nothing is made twice.
 *
 *     DAYBOOK_URL=… DAYBOOK_TOKEN=… node plan-course.ts "Pottery" 2026-09-07 bea,cleo
 */
import { createDaybookClient, isDaybookError } from "@daybook/client";

const [title = "", firstDay = "", teachers = ""] = process.argv.slice(2);
const { DAYBOOK_URL = "http://127.0.0.1:3000", DAYBOOK_TOKEN } = process.env;

const daybook = createDaybookClient({ url: DAYBOOK_URL, personalToken: DAYBOOK_TOKEN });

const HOLIDAYS = ["2026-10-19", "2026-10-26"];

try {
  const course = await daybook.events.create(
    {
      title,
      start: `${firstDay}T18:00:00`,
      end: `${firstDay}T20:00:00`,
      timeZone: "Europe/Berlin",
      recurrence: {
        rrule: "FREQ=WEEKLY;COUNT=12",
        exdates: HOLIDAYS.map((day) => `${day}T18:00:00`),
      },
    },
    // The same key and input make the same event, however often this runs within two days.
    { idempotencyKey: `course/${encodeURIComponent(title)}/${firstDay}` },
  );
  const users = teachers.split(",").map((username) => ({ username, role: "editor" as const }));
  await daybook.sharing.share({ resource: { type: "event", id: course.id }, users });
  process.stdout.write(`${course.id}\n`);
} catch (error) {
  if (!isDaybookError(error)) throw error;
  const fields = error.fieldErrors.map(({ path, message }) => `\n  ${path}: ${message}`);
  process.stderr.write(`${error.reason}: ${error.message}${fields.join("")}\n`);
  process.exitCode = 1;
}
