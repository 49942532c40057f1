import type { Wall } from '../persistence/behind-wall.js';

/**
 * On whose behalf something is read. Every query of rows that belong to a channel takes one, so that none can forget the rule;
 * made by `viewerOf` only.
 */
export interface Viewer {
  /** The partner's own channels; null = all (the retailer itself). Statements name them: the first wall. */
  readonly channels: readonly string[] | null;
  /** May see stock per location and not only per channel. */
  readonly locations: boolean;
  /** The second wall, in the database; null for the retailer itself only. */
  readonly wall: Wall | null;
}

export function viewerOf({ id, scopes, channels }: { readonly id: string; readonly scopes: readonly string[]; readonly channels: readonly string[] | null }): Viewer {
  return { channels, locations: scopes.includes('stock:read:locations'), wall: channels && { client: id, channels } };
}

export function seesChannel(viewer: Viewer, channel: string): boolean {
  return viewer.channels === null || viewer.channels.includes(channel);
}
