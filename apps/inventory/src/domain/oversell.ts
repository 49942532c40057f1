import type { Channel, OversellPolicy } from './network.js';

/** A policy of one SKU on one channel; it stands before the channel's own. */
export interface SkuPolicy extends OversellPolicy {
  readonly channel: string;
  readonly sku: string;
}

/** The policies of the SKUs that a batch has locked, as they are after each message. */
export class SkuPolicies {
  private readonly byPair = new Map<string, SkuPolicy>();

  constructor(loaded: readonly SkuPolicy[] = []) {
    for (const one of loaded) this.put(one);
  }

  put(policy: SkuPolicy): void {
    this.byPair.set(pairOf(policy.channel, policy.sku), policy);
  }

  drop(channel: string, sku: string): void {
    this.byPair.delete(pairOf(channel, sku));
  }

  /** What holds for a SKU on a channel (S3): its own policy, else the channel's. */
  of(channel: Channel, sku: string): OversellPolicy | undefined {
    return this.ownOf(channel.id, sku) ?? channel.oversell;
  }

  ownOf(channel: string, sku: string): SkuPolicy | undefined {
    return this.byPair.get(pairOf(channel, sku));
  }
}

/**
 * Units of one SKU that may wait under a policy. Without a limit a backorder or preorder policy has none; a capped one without allows nothing.
 * From `until` on, and once the promised day has passed, nothing more is accepted: a promise in the past is none.
 */
export function capOf(policy: OversellPolicy | undefined, now: Date): number {
  if (!policy || policy.policy === 'deny' || over(policy.until, now) || over(policy.eta, now)) return 0;
  switch (policy.policy) {
    case 'capped': return policy.limit ?? 0;
    case 'backorder': case 'preorder': return policy.limit ?? Infinity;
    default: return policy.policy satisfies never;
  }
}

/** The day by which a policy promises what is not here: its ETA, or the day on which what was preordered comes out. */
export function promisedBy(policy: OversellPolicy | undefined): Date | undefined {
  return policy?.eta ?? (policy?.policy === 'preorder' ? policy.until : undefined);
}

function over(moment: Date | undefined, now: Date): boolean {
  return moment !== undefined && moment <= now;
}

function pairOf(channel: string, sku: string): string {
  return `${channel}\t${sku}`;
}
