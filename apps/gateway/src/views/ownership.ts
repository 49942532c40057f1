import { kindRules, type Channel, type Location, type Ownership } from '@onefront/contracts';

/** Whose stock it is, as it is shown (ADR 38). */

type Places = ReadonlyMap<string, { readonly location: Location }>;
type Sellers = ReadonlyMap<string, { readonly id: string; readonly channel: Channel }>;

/**
 * By location that a marketplace keeps: the one channel that sells from it, as the location says, else the only marketplace that names it. Undefined where
 * nobody can tell: then it is nobody's to sell.
 */
export function holders(locations: Places, channels: Sellers): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const [id, { location }] of locations) if (location.kind === 'marketplace') found.set(id, location.channel);
  for (const [id, said] of found) {
    if (said !== undefined) continue;
    const naming = [...channels.values()].filter(({ channel }) => channel.kind === 'marketplace' && channel.locations.includes(id));
    if (naming.length === 1) found.set(id, naming[0]!.id);
  }
  return found;
}

/** The locations whose stock is a channel's own to sell: those that it names, less what marketplaces keep for others. */
export function placesOf({ id, channel }: { readonly id: string; readonly channel: Channel }, heldFor: ReadonlyMap<string, string | undefined>): readonly string[] {
  return channel.locations.filter((location) => !heldFor.has(location) || heldFor.get(location) === id);
}

export interface Units { readonly onHand: number; readonly unavailable: number; readonly reserved: number; readonly available: number }
export interface OwnedUnits extends Units { readonly ownership: Ownership }

const ORDER: readonly Ownership[] = ['own', 'consigned', 'marketplace', 'supplier'];

/** Totals kept apart: what is ours and with us, and all others by whose they are. Undefined where there are no others. */
export function keptApart(rows: readonly (Units & { readonly ownership?: Ownership })[]): { own: Units; others: OwnedUnits[] } | undefined {
  if (rows.every((row) => ownershipOf(row) === 'own')) return undefined;
  const [own, ...others] = ORDER.map((ownership) => ({ ownership, of: rows.filter((row) => ownershipOf(row) === ownership) }));
  return { own: sumOf(own!.of), others: others.flatMap(({ ownership, of }) => (of.length > 0 ? [{ ownership, ...sumOf(of) }] : [])) };
}

/** Said of a location only where its goods are not ours and with us. */
export function ownershipAt(location: Location | undefined): { ownership?: Ownership } {
  const ownership = location ? kindRules[location.kind].ownership : 'own';
  return ownership === 'own' ? {} : { ownership };
}

function ownershipOf({ ownership = 'own' }: { readonly ownership?: Ownership }): Ownership {
  return ownership;
}

function sumOf(rows: readonly Units[]): Units {
  const sum = (member: keyof Units) => rows.reduce((total, row) => total + row[member], 0);
  return { onHand: sum('onHand'), unavailable: sum('unavailable'), reserved: sum('reserved'), available: sum('available') };
}
