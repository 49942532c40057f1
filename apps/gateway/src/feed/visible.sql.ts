/** For whom events are asked: names of SQL values. */
export interface Asking {
  /** Its channels; null = the retailer itself, who sees everything. */
  readonly channels: string;
  /** The client itself; events of one client alone are for nobody else. */
  readonly client: string;
}

/** Which events a client may see: those of its channels, those of none, and its own. Both feeds ask by this. */
export function visibleTo({ channels, client }: Asking, event = ''): string {
  return `(${channels} is null or ((${event}client is null or ${event}client = ${client}) and (${event}channels is null or ${event}channels && ${channels})))`;
}
