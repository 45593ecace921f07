import { column } from "../engines/table-definition.ts";
import { createTables } from "./migration.ts";

export const calendarRestorations = createTables("202611290910-calendar-restorations", [
  {
    name: "calendar_restorations",
    columns: { change_set_id: column.id, calendar_id: column.id },
    primaryKey: ["change_set_id", "calendar_id"],
    clustered: true,
  },
]);
