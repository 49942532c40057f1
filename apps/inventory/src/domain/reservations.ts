import type { PromisedLine } from './facts.js';

/** Units of a SKU held at a location for an order line. Every unit that was ever taken is in exactly one of the four states. */
export interface Reservation {
  readonly orderId: string;
  readonly lineId: string;
  readonly sku: string;
  readonly location: string;
  held: number;
  consumed: number;
  released: number;
  broken: number;
  /** Units of `held` that came for an order that waited, and that it has not asked for yet. */
  aside: number;
}

export type Ending = 'consumed' | 'released' | 'broken';

/** The reservations that a batch may touch. Loaded ones come first, oldest first; what the batch takes is younger than all of them. */
export class Reservations {
  /** Those that must be written. */
  readonly changed = new Set<Reservation>();
  private readonly byKey = new Map<string, Reservation>();
  private readonly byOrder = new Map<string, Reservation[]>();
  private readonly byPlace = new Map<string, Reservation[]>();

  constructor(loaded: readonly Reservation[] = []) {
    for (const one of loaded) this.add(one);
  }

  take(orderId: string, line: PromisedLine): void {
    const key = keyOf(orderId, line);
    let known = this.byKey.get(key);
    if (!known) {
      known = { orderId, lineId: line.lineId, sku: line.sku, location: line.location, held: 0, consumed: 0, released: 0, broken: 0, aside: 0 };
      this.add(known);
    } else if (known.held === 0) {
      this.moveToYoungest(known);
    }
    known.held += line.quantity;
    this.changed.add(known);
  }

  /** Holds units for an order that waits for them and does not know yet. */
  setAside(orderId: string, line: PromisedLine): void {
    this.take(orderId, line);
    this.find(orderId, line)!.aside += line.quantity;
  }

  /** The order has asked for units that were set aside. */
  claim(orderId: string, line: PromisedLine): void {
    const reservation = this.find(orderId, line)!;
    reservation.aside -= line.quantity;
    this.changed.add(reservation);
  }

  /** Gives back units that were set aside. */
  endAside(reservation: Reservation, units: number): void {
    reservation.held -= units;
    reservation.released += units;
    reservation.aside -= units;
    this.changed.add(reservation);
  }

  /** Ends up to `units` of one reservation; returns how many there were to end. */
  end(reservation: Reservation, how: Ending, units = reservation.held): number {
    const ended = Math.min(units, reservation.held);
    if (ended === 0) return 0;
    reservation.held -= ended;
    reservation[how] += ended;
    // Nobody has worked on what is set aside: it breaks first, and is used or given back last.
    reservation.aside = Math.max(0, how === 'broken' ? reservation.aside - ended : Math.min(reservation.aside, reservation.held));
    this.changed.add(reservation);
    return ended;
  }

  find(orderId: string, line: Pick<PromisedLine, 'lineId' | 'sku' | 'location'>): Reservation | undefined {
    return this.byKey.get(keyOf(orderId, line));
  }

  ofOrder(orderId: string): readonly Reservation[] {
    return this.byOrder.get(orderId) ?? [];
  }

  /** Held reservations at a place, the youngest first. */
  *youngest(sku: string, location: string): Generator<Reservation> {
    const here = this.byPlace.get(placeOf(sku, location)) ?? [];
    for (let i = here.length - 1; i >= 0; i--) if (here[i]!.held > 0) yield here[i]!;
  }

  private add(one: Reservation): void {
    this.byKey.set(keyOf(one.orderId, one), one);
    push(this.byOrder, one.orderId, one);
    push(this.byPlace, placeOf(one.sku, one.location), one);
  }

  private moveToYoungest(one: Reservation): void {
    const here = this.byPlace.get(placeOf(one.sku, one.location))!;
    here.splice(here.indexOf(one), 1);
    here.push(one);
  }
}

/** One string for a SKU at a location; neither may hold a tab. */
export function placeOf(sku: string, location: string): string {
  return `${sku}\t${location}`;
}

function keyOf(orderId: string, line: Pick<PromisedLine, 'lineId' | 'sku' | 'location'>): string {
  return `${orderId}\t${line.lineId}\t${line.sku}\t${line.location}`;
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
