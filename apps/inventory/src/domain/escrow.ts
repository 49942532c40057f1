/** A figure that the channel was told: its version, and the units it may offer once it takes it in. */
export interface Figure {
  readonly version: number;
  readonly units: number;
}

/**
 * Units of a SKU that one channel has to itself (S3 b). They are held in the ledger like any promise; what is known of the channel is how many
 * buyers may take there, or have taken without our knowing yet. As long as no more than that is held, nothing is sold twice.
 */
export interface Escrow {
  readonly channel: string;
  readonly sku: string;
  /** Units to be offered at most; 0: it is to end. */
  readonly limit: number;
  /** The most that buyers can have taken unheard, or can still take; null: not known, for the channel has sold from what all share. */
  readonly exposed: number | null;
  /** Figures of which nobody knows whether the channel has taken them in, the oldest first. */
  readonly open: readonly Figure[];
  /** Up to this version every figure is known to have been taken in, or never will be. */
  readonly settled: number;
  /** A figure that is decided and will be told at the end of this batch. */
  readonly tell?: number | undefined;
}

/** Ids of escrows can never be those of orders or holds. */
export function escrowId(channel: string): string {
  return `escrow-${channel}`;
}
export function isEscrow(id: string): boolean {
  return id.startsWith('escrow-');
}

/** A channel that is to have units to itself begins with nobody knowing what is sold there. */
export function begun(channel: string, sku: string, limit: number): Escrow {
  return { channel, sku, limit, exposed: null, open: [], settled: 0 };
}

/** An order of the channel was heard: these units can be taken no more, promised or not. */
export function sold(escrow: Escrow, units: number): Escrow {
  return escrow.exposed === null ? escrow : { ...escrow, exposed: Math.max(0, escrow.exposed - units) };
}

/** The figure has its version and is on its way. */
export function told(escrow: Escrow, version: number): Escrow {
  const { tell, ...rest } = escrow;
  return tell === undefined ? escrow : { ...rest, open: [...rest.open, { version, units: tell }] };
}

/**
 * The channel was seen to offer so much, and every order placed until then is with us. Buyers can take what was seen, and what figures bring that it
 * had not been sent by then. True whenever it is heard, and harmless twice; one that is older than what is settled says nothing new.
 */
export function settled(escrow: Escrow, seen: { readonly quantity: number; readonly version: number }): Escrow {
  if (seen.version < escrow.settled) return escrow;
  const open = escrow.open.filter((figure) => figure.version > seen.version);
  const most = seen.quantity + unitsOf(open) + (escrow.tell ?? 0);
  if (escrow.exposed === null) {
    // Before it is known once, only a listing that an empty figure of ours has emptied proves that none from before can still sell.
    const proves = seen.quantity === 0 && escrow.open.length > open.length;
    return { ...escrow, exposed: proves ? most : null, open, settled: Math.max(escrow.settled, seen.version) };
  }
  return { ...escrow, exposed: Math.min(escrow.exposed, most), open, settled: seen.version };
}

/** Where an escrow stands: units held for it, and units that could be held in addition. */
export interface Standing {
  readonly held: number;
  readonly spare: number;
}
export interface Step {
  readonly next: Escrow;
  /** Units to hold in addition; negative: units to give back. */
  readonly hold: number;
}

/**
 * What is to be done now. A quantity sent to a marketplace replaces what it shows, without a look at what it has sold since: so a figure may bring
 * its units on top of all that could be taken before, and is told only when that much is held. Hence an escrow grows at once as far as there are units;
 * it is filled up from half, when the last figure is settled; it shrinks by an empty figure, and what that frees goes back once it was seen.
 */
export function nextStep(escrow: Escrow, { held, spare }: Standing): Step {
  const { exposed, limit, open, tell } = escrow;
  const waits = open.length > 0 || tell !== undefined;
  if (exposed === null) return { next: waits ? escrow : telling(escrow, 0), hold: Math.max(0, Math.min(spare, limit - held)) };
  if (held < exposed) {
    // Goods are gone that were there (S26): what can be had covers for them, else the listing is emptied.
    const hold = Math.min(spare, exposed - held);
    const emptied = tell === 0 || open.at(-1)?.units === 0;
    return { next: held + hold >= exposed || emptied || tell !== undefined ? escrow : telling(escrow, 0), hold };
  }
  const keep = { next: escrow, hold: exposed - held };
  if (waits) return keep;
  if (exposed > limit) return { ...keep, next: telling(escrow, 0) };
  const figure = Math.min(limit, held + spare - exposed);
  if (figure <= exposed || exposed * 2 > limit) return keep;
  return { next: telling(escrow, figure), hold: exposed + figure - held };
}

/** Nothing is left of it: the channel sells from what all share again. */
export function isOver({ limit, exposed, open, tell }: Escrow): boolean {
  return limit === 0 && exposed === 0 && open.length === 0 && tell === undefined;
}

function telling(escrow: Escrow, units: number): Escrow {
  return { ...escrow, tell: units, exposed: escrow.exposed === null ? null : escrow.exposed + units };
}

function unitsOf(figures: readonly Figure[]): number {
  return figures.reduce((sum, figure) => sum + figure.units, 0);
}
