import { column, nullable } from "../engines/table-definition.ts";
import { createTables } from "./migration.ts";

export const zoneData = createTables("202611240930-zone-data", [
  {
    name: "zone_data",
    columns: {
      id: column.small,
      data_version: nullable(column.word(16)),
      target_version: nullable(column.word(16)),
      after_event_id: nullable(column.id),
      holder: nullable(column.word(36)),
      expires_at: column.instant,
    },
    primaryKey: ["id"],
  },
  {
    name: "zone_clocks",
    columns: { time_zone: column.word(100), record: column.text },
    primaryKey: ["time_zone"],
  },
  {
    name: "zone_changes",
    columns: {
      to_version: column.word(16),
      event_id: column.id,
      occurrence_key: column.word(19),
      from_version: column.word(16),
      time_zone: column.word(100),
      starts_before: nullable(column.instant),
      ends_before: nullable(column.instant),
      starts_after: nullable(column.instant),
      ends_after: nullable(column.instant),
    },
    primaryKey: ["to_version", "event_id", "occurrence_key"],
  },
]);
