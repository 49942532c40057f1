import { DomainError, type FieldError } from '@onefront/kernel';
import type { Channel, Location, Network } from './network.js';

/** Goods there are a supplier's: he sends them for us, and they become ours by a receipt of ours alone. */
export function areTheirs(location: Location | undefined): boolean {
  return location?.ownership === 'supplier';
}

/**
 * Why units cannot go from one location to another as a transfer; undefined when they can. A transfer changes where goods are, never whose they are: what a
 * supplier sends us is a receipt, what goes back to him a return to the vendor or an adjustment.
 */
export function noTransfer(network: Network, { from, to }: { from: string; to: string }): { member: 'from' | 'to'; message: string } | undefined {
  if (areTheirs(network.locations.get(from))) return { member: 'from', message: `what lies at ${from} belongs to a supplier: book a receipt where it arrives` };
  if (areTheirs(network.locations.get(to))) return { member: 'to', message: `${to} is a supplier: book what goes back as an adjustment, or as a return to the vendor` };
  return undefined;
}

/** A channel sells from no location that a marketplace keeps for another channel. Throws `invalid-request` (422) by the place in the list. */
export function checkHeldFor(network: Network, channel: Channel): void {
  const errors = channel.locations.flatMap((id, i): FieldError[] => {
    const { heldFor } = network.locations.get(id) ?? {};
    return heldFor === undefined || heldFor === channel.id ? [] : [{ path: `/locations/${i}`, message: `a marketplace keeps what lies at ${id} for the channel ${heldFor}` }];
  });
  if (errors.length > 0) throw new DomainError('invalid-request', 'invalid', errors[0]!.message, errors.slice(0, 100));
}

/** A location is kept for one channel while no other sells from it. Throws `invalid-request` (422) at `/channel`. */
export function checkHolder(network: Network, { id, heldFor }: Location): void {
  if (heldFor === undefined) return;
  const others = [...network.channels.values()].filter((channel) => channel.id !== heldFor && channel.locations.includes(id)).map((channel) => channel.id);
  if (others.length === 0) return;
  const message = `${others.slice(0, 10).join(', ')} sells from ${id}: take it out of its locations first`;
  throw new DomainError('invalid-request', 'invalid', message, [{ path: '/channel', message }]);
}

/**
 * Whose goods lie at a location is settled once something lay there: its ledger is read with that in mind for ever. Throws `kind-settled` (409).
 * Kinds of the same ownership, as store and warehouse, may follow each other.
 */
export function checkOwnership(current: Location | undefined, next: Location, { lain }: { lain: boolean }): void {
  const [before, after] = [current?.ownership ?? 'own', next.ownership ?? 'own'];
  if (!current || !lain || before === after) return;
  throw new DomainError('kind-settled', 'conflict', `stock was booked at ${next.id} as ${WORDS[before]}: make another location for ${WORDS[after]}`);
}

const WORDS = { own: 'our own', consigned: 'consigned goods', marketplace: 'goods that a marketplace keeps', supplier: 'goods of a supplier' } as const;
