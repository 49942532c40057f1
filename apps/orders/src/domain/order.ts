import type { FulfillmentMethod, Order, Problem, ReservedLine, SourcingRecord, ViewName, WireMoney } from '@onefront/contracts';
import { fulfillmentUnitsOf } from '@onefront/kernel';
import type { AnnouncedReturn, ReturnRecord } from './order-returns.js';
import type { Advance, PaymentCall, Tender } from './order-payments.js';
import type { Process } from './process.js';

export type { AnnouncedReturn, Disposition, ReturnRecord } from './order-returns.js';
export type { Advance, PaymentCall, PaymentMethod, Tender } from './order-payments.js';

/** An order as orders keeps it: the process, quantities and money. Amounts are minor units as integer strings, so that it can be stored as JSON. */
export interface OrderState {
  readonly id: string;
  version: number;
  readonly channel: string;
  readonly currency: string;
  readonly taxIncluded: boolean;
  readonly externalId: string | null;
  readonly fingerprint: string;
  readonly placedAt: string;
  readonly recorded: boolean;
  readonly coupons: readonly string[];
  readonly staff?: Order['staff'];
  readonly destination?: Destination | undefined;
  /** Whose behalf and trace everything about this order goes on under. */
  readonly origin: Origin;
  process: Process;
  customer: { id: string } | null;
  lines: OrderLine[];
  totals: Order['totals'];
  /** What of the grand total is no line's: shipping and its tax. Minor units. */
  rest: string;
  sourcing: SourcingRecord | null;
  /** Units promised before the order is confirmed; after that they are in fulfillments. */
  promised: PromisedUnits[];
  fulfillments: Fulfillment[];
  backordered: Units[];
  /** Units that need another location; `heldAt` = still held there, to be given back with the question; `again` = they wait for stock anyway. */
  unplaced: (Units & { heldAt?: string; again?: true })[];
  /** Locations that have failed this order. */
  excluded: string[];
  question: Question | null;
  /** What waits was said to have come before the order was decided: it is asked for with the confirmation. */
  stockHasCome?: true;
  /** The last sourcing attempt that was answered, and how; a second answer to it is a repeat or a contradiction. */
  sourced: { attempt: number; answer: 'reserved' | 'rejected' } | null;
  attempts: number;
  releases: Release[];
  handovers: { id: string; lines: ReservedLine[] }[];
  /** Goods that go back because a sale on the spot did not come about; `returns` are the customer's. */
  takenBack: { id: string; location: string; lines: Units[] }[];
  returns: ReturnRecord[];
  /** Lines of which nothing stands any more, as promotions was told. */
  goneLines?: string[];
  /** Given for goods of another order, whose value pays it. `told`: that order knows how this one has ended. */
  exchange?: { readonly id: string; readonly order: string; readonly returnId: string; told?: true; advance?: Advance };
  /** To come back by mail, until they are inspected and become returns; declined ones stay to be told. */
  announced?: AnnouncedReturn[];
  tenders: Tender[];
  calls: PaymentCall[];
  no: { price?: Problem; stock?: { short: { lineId: string; sku: string; requested: number; available: number; noDay?: true | undefined }[]; contested: boolean }; payment?: Problem };
  refusal: Order['refusal'] | null;
  problem: Problem | null;
  cancelReason: string | null;
  attention: string | null;
  timeline: Order['timeline'];
  waiters: Waiter[];
  /** What has changed and is told when the participants have followed, together with the answers to whoever waits. */
  untold: string | null;
  /** What inventory promises of expected receipts to units that wait; absent in orders of before. */
  expected?: { lineId: string; sku: string; quantity: number; receipt: string; eta: string }[];
  deadlines: Record<string, Deadline>;
  /** Ids are made of the order's and these counters, so that doing a step again makes the same. */
  counters: { release: number; handover: number; fulfillment: number; call: number };
}

export interface Origin {
  readonly correlationId: string;
  readonly partner?: string | undefined;
  readonly traceparent?: string | undefined;
}

export type Destination = { country?: string | undefined; geo?: { lat: number; lon: number } | undefined };

export interface OrderLine {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly method: FulfillmentMethod;
  readonly location?: string | undefined;
  /** Goes somewhere of its own, so it makes a fulfillment order of its own. */
  readonly apart?: Destination | undefined;
  /** What inventory knows of one unit: the SKU itself, or the parts of a bundle. */
  readonly parts: readonly { sku: string; per: number }[];
  /** False when inventory has no say: services, digital and made-to-order goods, what the channel fulfilled elsewhere. */
  readonly stocked: boolean;
  /** Work on it does not begin before. */
  readonly notBefore?: string | undefined;
  /** When it is to have left, or to be ready: promised by the channel, else said when it was first given to a location. */
  dueAt?: string | undefined;
  /** What comes back to a shelf when one unit is returned: nothing for services and the like. */
  readonly comesBackAs: readonly { sku: string; per: number }[];
  unitPrice: WireMoney;
  discounts: Order['lines'][number]['discounts'];
  total: WireMoney;
  /** Its share of the grand total. Minor units; null until priced. */
  paid: string | null;
  cancelled: number;
  returned: number;
}

export interface Units {
  readonly lineId: string;
  readonly sku: string;
  quantity: number;
}

export interface PromisedUnits extends Units {
  readonly location: string;
  readonly consumed?: boolean | undefined;
}

export type FulfillmentStatus = Order['fulfillments'][number]['status'];

export interface Fulfillment {
  readonly id: string;
  readonly location: string | null;
  readonly method: FulfillmentMethod;
  status: FulfillmentStatus;
  /** In the SKUs that people pick: a bundle is listed by its parts. */
  lines: Units[];
  tracking: { carrier: string; number: string }[];
  reason?: string;
  /** Since when this location has it. */
  readonly since?: string | undefined;
  readonly dueAt?: string | undefined;
  readonly notBefore?: string | undefined;
  /** SHA-256 over the id and the code that the customer shows. */
  codeHash?: string;
}

export interface Question {
  readonly attempt: number;
  readonly lines: readonly Units[];
  readonly release: readonly ReservedLine[];
  /** Those of them that wait for stock: a "no" leaves them waiting. */
  readonly waiting: readonly Units[];
}

export interface Release {
  readonly id: string;
  /** These units; absent: all that is held. */
  readonly lines?: readonly ReservedLine[];
  /** What was asked for, and whose answer is still owed. */
  readonly stock: boolean;
  readonly coupons: boolean;
  owes: ('stock' | 'coupons')[];
}

/** An operation that waits for what it caused: settled when `needs` is empty. */
export interface Waiter {
  /** Empty when nobody asked by an operation. */
  readonly operationId: string;
  readonly status: number;
  /** `place` is answered by how the order ends, `return` by the return, `announced` by the return as it is on its way, `order` by the order as it is then. */
  readonly answer: 'place' | 'order' | 'return' | 'announced';
  readonly returnId?: string;
  readonly body?: unknown;
  needs: string[];
  /** Why it is refused, when what it waited for has come to nothing. */
  problem?: Problem;
  effects: Record<string, { view: ViewName; key: string; version: number }>;
}

export interface Deadline {
  readonly due: string;
  readonly attempt: number;
}

/** Still to be handed over. */
export const isActive = (fulfillment: Fulfillment): boolean => fulfillmentUnitsOf(fulfillment.status) === 'open';
export const isHandedOver = (fulfillment: Fulfillment): boolean => fulfillmentUnitsOf(fulfillment.status) === 'gone';

export function lineOf(order: OrderState, lineId: string): OrderLine | undefined {
  return order.lines.find((line) => line.id === lineId);
}
