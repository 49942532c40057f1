/** On whose behalf something is read. Every query of rows that belong to a channel takes one, so that none can forget the rule. */
export interface Viewer {
  /** The partner's own channels; null = all (the retailer itself). */
  readonly channels: readonly string[] | null;
  /** May see stock per location and not only per channel. */
  readonly locations: boolean;
}

export function seesChannel(viewer: Viewer, channel: string): boolean {
  return viewer.channels === null || viewer.channels.includes(channel);
}
