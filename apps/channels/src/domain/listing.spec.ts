import { accepted, desire, notAnswered, priorityOf, readBack, rejected, sending, stateOf, type Listing, type StockPolicy } from './listing.js';

const policy: StockPolicy = { debounceMs: 2_000, lowThreshold: 5, increasePauseMs: 0, resendMs: 60_000, graceMs: 60_000 };
const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 9, 0, 0) + second * 1000);
const want = (known: Listing | undefined, available: number, version: number, second = 0, over: Partial<StockPolicy> = {}) => desire(known, 'LAMP-1', { available, version, at: at(second) }, { policy: { ...policy, ...over }, now: at(second) });
/** A listing that was sent and accepted. */
const offered = (quantity: number, version = 1, second = 0): Listing => {
  const sent = sending(want(undefined, quantity, version, second)!, policy, at(second));
  return accepted(sent, { quantity, version }, at(second));
};
const read = (listing: Listing, observed: number | undefined, second: number) => readBack(listing, observed, { policy, now: at(second), startedAt: at(second - 0.5) });
const due = (listing: Listing | undefined) => listing?.dueAt && (listing.dueAt.getTime() - at(0).getTime()) / 1000;

describe('when a quantity is sent (S17)', () => {
  it('gathers changes, counted from the first of them; the last value wins', () => {
    const first = want(offered(50), 49, 2, 10);
    const second = want(first, 40, 3, 11);
    expect([due(first), due(second), second?.desired]).toEqual([12, 12, 40]);
  });

  it.each([[50, 0], [0, 3], [50, 5], [6, 4], [4, 6], [4, 3]])('is at once from %i to %i: across zero, across the low threshold, or down below it', (from, to) => {
    expect(due(want(offered(from), to, 2, 10))).toBe(10);
  });

  it('never takes an older or equal version', () => {
    const known = offered(9, 7);
    expect(want(known, 1, 7)).toBeUndefined();
    expect(want(known, 1, 6)).toBeUndefined();
  });

  it('is not at all when the marketplace has accepted this very quantity and no other is on its way', () => {
    const back = want(want(offered(50), 40, 2), 50, 3);
    expect(back).toMatchObject({ desired: 50, desiredVersion: 3, dueAt: null });
    const underWay = sending(want(offered(50), 40, 2)!, policy, at(1));
    expect(want(underWay, 50, 3)?.dueAt).not.toBeNull();
  });

  it('rations increases of one listing, and nothing else', () => {
    const raised = { ...offered(20), increasedAt: at(0) };
    expect(due(want(raised, 30, 2, 1, { increasePauseMs: 30_000 }))).toBe(30);
    expect(due(want(raised, 10, 2, 1, { increasePauseMs: 30_000 }))).toBe(3);
    expect(due(want({ ...offered(0), increasedAt: at(0) }, 30, 2, 1, { increasePauseMs: 30_000 }))).toBe(1);
  });

  it('puts zeroing before decreases before increases; what was never sent counts as a decrease', () => {
    expect([want(offered(9), 0, 2), want(offered(9), 3, 2), want(offered(9), 12, 2), want(undefined, 12, 1)].map((one) => priorityOf(one!))).toEqual([0, 1, 2, 1]);
  });

  it('is again when no answer was stored, or the call failed', () => {
    const sent = sending(want(undefined, 9, 1)!, policy, at(1));
    expect([due(sent), stateOf(sent)]).toEqual([61, 'submitted']);
    expect(due(notAnswered(sent, { quantity: 9, version: 1 }, at(2)))).toBe(2);
  });

  it('goes on after an answer to an older version', () => {
    const sent = sending(want(undefined, 9, 1)!, policy, at(1));
    const newer = want(sent, 8, 2, 1)!;
    expect(accepted(newer, { quantity: 9, version: 1 }, at(2))).toMatchObject({ accepted: 9, desired: 8, dueAt: newer.dueAt });
    expect(accepted(offered(8, 2), { quantity: 9, version: 1 }, at(2))).toMatchObject({ accepted: 8, acceptedVersion: 2 });
  });

  it('is tried again with growing pauses when refused', () => {
    const once = rejected(offered(9), { code: 'OFFER_NOT_FOUND', detail: '' }, at(0));
    expect([due(once), due(rejected(once, { code: 'OFFER_NOT_FOUND', detail: '' }, at(0))), stateOf(once)]).toEqual([5, 10, 'rejected']);
    expect(stateOf(accepted(once, { quantity: 9, version: 1 }, at(6)))).toBe('accepted');
  });
});

describe('reading back (S18, pains 18)', () => {
  it('alone makes an accepted quantity live', () => {
    expect([stateOf(offered(9)), stateOf(read(offered(9), 9, 5)), stateOf(read(offered(0), 0, 5))]).toEqual(['accepted', 'live', 'out-of-stock']);
  });

  it('sends again at once what is offered beyond what we can sell', () => {
    const differs = read(offered(0), 20, 5);
    expect([stateOf(differs), due(differs)]).toEqual(['differs', 5]);
  });

  it('leaves a lower offer alone for the grace: it may be a sale of which we shall hear', () => {
    const lower = read(offered(9), 8, 5);
    expect([stateOf(lower), due(lower)]).toEqual(['differs', null]);
    expect(due(read(lower, 8, 64))).toBeNull();
    expect(due(read(lower, 8, 65))).toBe(65);
    expect(stateOf(read(lower, 9, 20))).toBe('live');
  });

  it('keeps the start of a difference over a resending, with growing pauses', () => {
    const first = read(offered(0), 20, 5);
    const resent = accepted(sending(first, policy, at(6)), { quantity: 0, version: 1 }, at(6));
    expect(stateOf(resent)).toBe('differs');
    const second = read(resent, 20, 10);
    expect([second.differsSince, due(second)]).toEqual([at(5), 11]);
  });

  it('does not judge what was sent since the reading began', () => {
    const sent = sending(want(offered(20), 0, 2, 5)!, policy, at(5));
    expect(read(sent, 20, 6)).toBe(sent);
    const answered = accepted(sent, { quantity: 0, version: 2 }, at(5));
    expect(readBack(answered, 20, { policy, now: at(6), startedAt: at(4) })).toBe(answered);
  });

  it('shows a listing that the marketplace does not know', () => {
    expect(stateOf(read(offered(9), undefined, 5))).toBe('rejected');
  });
});
