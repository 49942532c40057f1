import { Backorders } from './backorders.js';
import { wallClock, type WallClock } from './calendar.js';
import { ComputedBuffers } from './computed-buffers.js';
import type { ShelfMove, StockCount } from './counts.js';
import { Escrows } from './escrows.js';
import { ExpectedBook } from './expected-book.js';
import type { SkuStock } from './facts.js';
import type { Incident } from './incident.js';
import { changed, emptyLevel, isSound, type Entry, type Level } from './level.js';
import type { Network } from './network.js';
import { OpenHolds } from './open-holds.js';
import { OpenWork } from './open-work.js';
import { SkuPolicies } from './oversell.js';
import { Parcels } from './parcels.js';
import type { PopupEvidence, PopupLine } from './popup.js';
import type { Recalled } from './recalled.js';
import { Reservations } from './reservations.js';
import type { StockLease } from './stock-lease.js';
import { TillQueue } from './till-queue.js';
import type { Transfer } from './transfers.js';

/** One SKU, locked by the batch that holds this book. */
export interface SkuPage {
  readonly sku: string;
  version: number;
  /** When units of it were last promised; milliseconds since the epoch. */
  lastReservedAt: number | null;
  readonly levels: Map<string, Level>;
}

/** How far the stock of an order has come. A closed order takes nothing any more (tombstone, S25). */
export interface OrderState {
  readonly orderId: string;
  /** The last attempt that was answered; 0 = none. */
  attempt: number;
  closed: boolean;
  /** Units given back before they were taken. */
  ahead: Array<{ lineId: string; sku: string; quantity: number }>;
  /** By attempt, what was answered before a restore. */
  readonly recalled?: Readonly<Record<number, Recalled>>;
}

export interface LedgerRow extends Entry {
  readonly version: number;
  readonly position: number;
  readonly actor: string;
}

export interface OpenBook {
  readonly now: Date;
  readonly newId: () => string;
  readonly network: Network;
  readonly pages?: readonly SkuPage[];
  readonly orders?: readonly OrderState[];
  readonly reservations?: Reservations;
  readonly backorders?: Backorders;
  readonly policies?: SkuPolicies;
  readonly escrows?: Escrows;
  readonly computed?: ComputedBuffers;
  readonly expected?: ExpectedBook;
  readonly parcels?: Parcels;
  readonly holds?: OpenHolds;
  readonly work?: WorkOnStock | undefined;
  readonly tills?: WorkOfTills | undefined;
}

/** What the batch needs of tills that sell without a network (S22). */
export interface WorkOfTills {
  readonly leases: OpenWork<StockLease>;
  readonly queues: ReadonlyMap<string, TillQueue>;
  /** By place, when it was last counted. */
  readonly countedAt: ReadonlyMap<string, Date>;
}

/** Work on stock that the batch continues, and what it needs to see for it. */
export interface WorkOnStock {
  readonly transfers: OpenWork<Transfer>;
  readonly counts: OpenWork<StockCount>;
  /** By place, its entries since the time of the earliest count that the batch brings. */
  readonly since: ReadonlyMap<string, readonly ShelfMove[]>;
  /** By location, what lies there: where a count of all of it is closed. */
  readonly lying: ReadonlyMap<string, ReadonlyArray<{ readonly sku: string; readonly onShelf: number }>>;
  /** By location, what those need to see who move a pop-up on. */
  readonly popups: ReadonlyMap<string, Omit<PopupEvidence, 'lying'>>;
}

/** All stock that one transaction has locked, changed in memory by one message after the other and written once. */
export class StockBook {
  readonly now: Date;
  readonly newId: () => string;
  readonly network: Network;
  readonly pages: Map<string, SkuPage>;
  readonly orders: Map<string, OrderState>;
  readonly reservations: Reservations;
  readonly backorders: Backorders;
  readonly policies: SkuPolicies;
  readonly escrows: Escrows;
  readonly computed: ComputedBuffers;
  readonly expected: ExpectedBook;
  readonly parcels: Parcels;
  readonly holds: OpenHolds;
  readonly transfers: OpenWork<Transfer>;
  readonly counts: OpenWork<StockCount>;
  readonly since: WorkOnStock['since'];
  private readonly lyingAt: WorkOnStock['lying'];
  readonly popups: WorkOnStock['popups'];
  /** Reports of pop-ups that are closed, and when open ones end. */
  readonly popupReports: Array<{ readonly location: string; readonly closedAt: Date; readonly lines: readonly PopupLine[] }> = [];
  readonly popupsToEnd = new Map<string, Date>();
  readonly leases: OpenWork<StockLease>;
  /** Tills whose lease the message at hand has sold from. */
  readonly leasesSold = new Set<string>();
  readonly queues: Map<string, TillQueue>;
  readonly countedAt: WorkOfTills['countedAt'];
  readonly ledger: LedgerRow[] = [];
  readonly incidents: Incident[] = [];
  /** Levels to be written, as SKU and location. */
  readonly touched = new Map<string, { sku: string; location: string }>();
  readonly touchedSkus = new Set<string>();
  /** On whose behalf entries are booked: a service, and behind a slash the client for whom it does. */
  actor = 'inventory';
  private readonly clocks = new Map<string, WallClock>();
  private step = new Map<string, Entry[]>();

  constructor(open: OpenBook) {
    this.now = open.now;
    this.newId = open.newId;
    this.network = open.network;
    this.pages = new Map((open.pages ?? []).map((page) => [page.sku, page]));
    this.orders = new Map((open.orders ?? []).map((order) => [order.orderId, order]));
    this.reservations = open.reservations ?? new Reservations();
    this.backorders = open.backorders ?? new Backorders();
    this.policies = open.policies ?? new SkuPolicies();
    this.escrows = open.escrows ?? new Escrows();
    this.computed = open.computed ?? new ComputedBuffers();
    this.expected = open.expected ?? new ExpectedBook();
    this.parcels = open.parcels ?? new Parcels();
    this.holds = open.holds ?? new OpenHolds();
    this.transfers = open.work?.transfers ?? new OpenWork();
    this.counts = open.work?.counts ?? new OpenWork();
    this.since = open.work?.since ?? new Map();
    this.lyingAt = open.work?.lying ?? new Map();
    this.popups = open.work?.popups ?? new Map();
    this.leases = open.tills?.leases ?? new OpenWork();
    this.queues = new Map(open.tills?.queues);
    this.countedAt = open.tills?.countedAt ?? new Map();
  }

  /** Now, as clocks of a time zone show it. */
  wallClock(timezone: string): WallClock {
    let clock = this.clocks.get(timezone);
    if (!clock) this.clocks.set(timezone, (clock = wallClock(this.now, timezone)));
    return clock;
  }

  /** The page of a SKU. One that was not locked is a bug of whoever loaded the book. */
  page(sku: string): SkuPage {
    const page = this.pages.get(sku);
    if (!page) throw new Error(`${sku} was not locked`);
    return page;
  }

  level(sku: string, location: string): Readonly<Level> {
    return this.page(sku).levels.get(location) ?? emptyLevel;
  }

  /** What is known of the sales of a till; one that was never heard of begins here. */
  queueOf(till: string, location: string): TillQueue {
    let queue = this.queues.get(till);
    if (!queue) this.queues.set(till, (queue = new TillQueue(till, location)));
    return queue;
  }

  /** What lies at a location. One that was not read is a bug of whoever loaded the book. */
  lying(location: string): ReadonlyArray<{ readonly sku: string; readonly onShelf: number }> {
    const rows = this.lyingAt.get(location);
    if (!rows) throw new Error(`nobody has looked at what lies at ${location}`);
    return rows;
  }

  order(orderId: string): OrderState {
    let order = this.orders.get(orderId);
    if (!order) this.orders.set(orderId, (order = { orderId, attempt: 0, closed: false, ahead: [] }));
    return order;
  }

  /**
   * Books one entry. A level below zero is a bug of the rule that asked for it. Between the entries of one fact more may be promised
   * than there is (found, left, broken); closeStep() looks at that.
   */
  book(entry: Entry): void {
    const page = this.page(entry.sku);
    const next = changed(page.levels.get(entry.location) ?? emptyLevel, entry);
    if (!isSound(next)) throw new Error(`${entry.reason} of ${entry.sku} at ${entry.location} leaves ${JSON.stringify(next)}`);
    page.levels.set(entry.location, next);
    if (entry.reason === 'reserve') page.lastReservedAt = this.now.getTime();
    this.touched.set(`${entry.sku}\t${entry.location}`, { sku: entry.sku, location: entry.location });
    const entries = this.step.get(entry.sku);
    if (entries) entries.push(entry);
    else this.step.set(entry.sku, [entry]);
  }

  /** Ends what one message did: each SKU it touched steps by one version. Returns their stock, by SKU. */
  closeStep(): SkuStock[] {
    const told: SkuStock[] = [];
    for (const [sku, entries] of [...this.step].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const page = this.page(sku);
      page.version += 1;
      this.touchedSkus.add(sku);
      entries.forEach((entry, position) => this.ledger.push({ ...entry, version: page.version, position, actor: this.actor }));
      told.push({ sku, version: page.version, asOf: this.now, levels: levelsOf(page), entries, actor: this.actor });
    }
    this.step = new Map();
    return told;
  }
}

function levelsOf(page: SkuPage): SkuStock['levels'] {
  const levels: Array<Level & { location: string }> = [];
  for (const [location, level] of page.levels) {
    if (level.reserved > level.onHand - level.unavailable) throw new Error(`${page.sku} at ${location}: more promised than there is`);
    levels.push({ location, ...level });
  }
  return levels;
}
