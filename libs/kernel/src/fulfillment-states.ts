/**
 * The life of a fulfillment order (S5) as one table: the owner moves by it, the door publishes it (`GET /v1/fulfillment-states`), contracts take their words from it.
 * A step that has no row here does not exist: asked for by a person it is 409 `illegal-transition`, tried by our own code it is a bug.
 */

/** Where the units of a fulfillment order in this state are: still to be handed over, gone, or no business of it any more. */
export type FulfillmentUnits = 'open' | 'gone' | 'elsewhere';

interface State {
  readonly meaning: string;
  readonly units: FulfillmentUnits;
}

const states = {
  scheduled: { meaning: 'not to be worked on before its day', units: 'open' },
  open: { meaning: 'waits for the location to take it on', units: 'open' },
  accepted: { meaning: 'the location has taken it on', units: 'open' },
  picking: { meaning: 'units are being taken from the shelf', units: 'open' },
  packed: { meaning: 'packed; a part may have left in a parcel of its own', units: 'open' },
  ready: { meaning: 'waits behind the counter for the buyer, who has a code', units: 'open' },
  shipped: { meaning: 'left with a carrier', units: 'gone' },
  delivered: { meaning: 'reached the buyer', units: 'gone' },
  collected: { meaning: 'handed to the buyer', units: 'gone' },
  rejected: { meaning: 'the location turned it down; its units are looked for elsewhere', units: 'elsewhere' },
  incomplete: { meaning: 'nothing of it was found; its units are looked for elsewhere', units: 'elsewhere' },
  cancelled: { meaning: 'its units were cancelled before they left', units: 'elsewhere' },
  'no-show': { meaning: 'nobody collected it in time; back on the shelf', units: 'elsewhere' },
  'on-hold': { meaning: 'somebody has stopped it, and said why', units: 'open' },
} as const satisfies Record<string, State>;

export type FulfillmentState = keyof typeof states;
export const fulfillmentStates = Object.keys(states) as [FulfillmentState, ...FulfillmentState[]];

/** What people ask for, each a route of its own. */
export const fulfillmentVerbs = ['accept', 'reject', 'pick', 'pack', 'ship', 'deliver', 'ready', 'collect', 'hold', 'release'] as const;
export type FulfillmentVerb = (typeof fulfillmentVerbs)[number];
/** What happens to it: its day has come, an order was cancelled, a promise broke, a deadline passed. */
export type FulfillmentEvent = 'begin' | 'cancel' | 'break' | 'expire';

export type FulfillmentEffect =
  /** Units need another location; this one is not asked again. */
  | 'resource'
  /** Stock is consumed, here and nowhere else (S5). */
  | 'consume'
  /** What has left is paid for. */
  | 'capture'
  /** Units are free again, or on the shelf. */
  | 'free-stock'
  | 'cancel-units'
  /** What was taken for these units goes back, or is never taken. */
  | 'give-money-back'
  /** The buyer gets a code; an older one is void. */
  | 'make-code';

export interface FulfillmentTransition {
  readonly from: FulfillmentState;
  readonly verb: FulfillmentVerb | FulfillmentEvent;
  readonly next: FulfillmentState;
  readonly who: 'location' | 'carrier' | 'counter' | 'retailer' | 'system';
  /** Only for goods that go this way; all when absent. */
  readonly method?: 'ship' | 'pickup';
  /** Where one verb may lead to two states. */
  readonly when?: string;
  readonly effects: readonly FulfillmentEffect[];
}

type Row = readonly [from: FulfillmentState, verb: FulfillmentVerb, next: FulfillmentState, who: FulfillmentTransition['who'], effects: readonly FulfillmentEffect[], more?: Pick<FulfillmentTransition, 'method' | 'when'>];

const SHORT = 'something was found; what is missing is looked for elsewhere';
const NOTHING = 'nothing was found';
const rows: readonly Row[] = [
  ['open', 'accept', 'accepted', 'location', []],
  ['open', 'reject', 'rejected', 'location', ['resource']],
  ['accepted', 'reject', 'rejected', 'location', ['resource']],
  ['accepted', 'pick', 'picking', 'location', ['resource'], { when: SHORT }],
  ['accepted', 'pick', 'incomplete', 'location', ['resource'], { when: NOTHING }],
  ['picking', 'pick', 'picking', 'location', ['resource'], { when: SHORT }],
  ['picking', 'pick', 'incomplete', 'location', ['resource'], { when: NOTHING }],
  ['picking', 'pack', 'packed', 'location', []],
  ['packed', 'ship', 'shipped', 'location', ['consume', 'capture'], { method: 'ship' }],
  ['shipped', 'deliver', 'delivered', 'carrier', []],
  ['packed', 'ready', 'ready', 'location', ['make-code'], { method: 'pickup' }],
  ['ready', 'ready', 'ready', 'location', ['make-code'], { method: 'pickup' }],
  ['ready', 'collect', 'collected', 'counter', ['consume', 'capture'], { method: 'pickup' }],
  ['open', 'hold', 'on-hold', 'retailer', []],
  ['accepted', 'hold', 'on-hold', 'retailer', []],
  ['on-hold', 'release', 'open', 'retailer', []],
];

const OPEN = fulfillmentStates.filter((state) => states[state].units === 'open');
const CANCELLED: readonly FulfillmentEffect[] = ['cancel-units', 'free-stock', 'give-money-back'];

/** All steps that there are. The first that fits counts. */
export const fulfillmentTransitions: readonly FulfillmentTransition[] = [
  ...rows.map(([from, verb, next, who, effects, more]) => ({ from, verb, next, who, effects, ...more })),
  { from: 'scheduled', verb: 'begin', next: 'open', who: 'system', effects: [] },
  { from: 'ready', verb: 'expire', next: 'no-show', who: 'system', method: 'pickup', effects: CANCELLED },
  ...OPEN.map((from): FulfillmentTransition => ({ from, verb: 'cancel', next: 'cancelled', who: 'system', effects: CANCELLED })),
  ...OPEN.map((from): FulfillmentTransition => ({ from, verb: 'break', next: 'incomplete', who: 'system', effects: ['resource'] })),
];

/** Whether nothing can follow. */
export const isFulfillmentClosed = (state: FulfillmentState): boolean => !fulfillmentTransitions.some((one) => one.from === state);
export const fulfillmentUnitsOf = (state: FulfillmentState): FulfillmentUnits => states[state].units;

/** The steps that a verb may mean for a fulfillment order, none when it is forbidden. */
export function fulfillmentStepsOf({ status, method }: { readonly status: FulfillmentState; readonly method: string }, verb: FulfillmentVerb | FulfillmentEvent): FulfillmentTransition[] {
  return fulfillmentTransitions.filter((one) => one.from === status && one.verb === verb && (one.method === undefined || one.method === method));
}

/** What a person may ask for now, for the words of a refusal. */
export function fulfillmentVerbsFor(fulfillment: { readonly status: FulfillmentState; readonly method: string }): FulfillmentVerb[] {
  return fulfillmentVerbs.filter((verb) => fulfillmentStepsOf(fulfillment, verb).length > 0);
}

/** The whole table as data, as it is published. */
export const fulfillmentTable = {
  states: fulfillmentStates.map((state) => ({ state, ...states[state], closed: isFulfillmentClosed(state) })),
  transitions: fulfillmentTransitions,
};
