/** What `zone_data.data_version` says of each zone, as `recordZone` of the domain writes it. */
export interface ZoneClocksTable {
  time_zone: string;
  record: string;
}
