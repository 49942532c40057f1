import { afterCancelling, afterPlacing, dueAt, MAX_CONTESTED, nextStep, observe, type Sighting, type TrackedOrder } from './channel-order.js';

const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 9, 0, second));
const seen = (over: Partial<Sighting> = {}): Sighting => ({ externalId: 'M-1', status: 'open', updatedAt: at(1), placedAt: at(0), hash: 'h1', ...over });
const received = observe(undefined, seen())!;
const placed = afterPlacing(received, { kind: 'placed', orderId: 'o-1', changed: false });
const out = { kind: 'refused', code: 'out-of-stock', reason: '0 of 1', contested: false } as const;

describe('what is news about a channel order', () => {
  it('is the first sight, and any later state', () => {
    expect(received).toMatchObject({ placement: 'received', attempt: 0, orderId: null });
    expect(observe(received, seen())).toBeUndefined();
    expect(observe(received, seen({ status: 'cancelled', updatedAt: at(0) }))).toBeUndefined();
    expect(observe(received, seen({ status: 'cancelled', updatedAt: at(2) }))).toMatchObject({ status: 'cancelled' });
  });

  it('does not depend on the order in which states are seen, nor on how often', () => {
    const states = [seen(), seen({ updatedAt: at(2) }), seen({ updatedAt: at(3), status: 'cancel-requested' }), seen({ updatedAt: at(4), status: 'cancelled' })];
    const end = (order: readonly Sighting[]) => order.reduce<TrackedOrder | undefined>((known, one) => (known ? (observe(known, one) ?? known) : placedOn(observe(undefined, one)!)), undefined)!;
    const placedOn = (order: TrackedOrder) => (order.placement === 'received' ? afterPlacing(order, { kind: 'placed', orderId: 'o-1', changed: false }) : order);
    for (const order of [states, [...states].reverse(), [states[2]!, states[0]!, states[3]!, states[1]!], [...states, ...states]]) {
      expect(end(order)).toMatchObject({ status: 'cancelled', updatedAt: at(4) });
    }
  });

  it('never brings a cancelled order back', () => {
    const off = observe(placed, seen({ status: 'cancelled', updatedAt: at(2) }))!;
    expect(observe(off, seen({ status: 'open', updatedAt: at(3) }))).toMatchObject({ status: 'cancelled' });
  });

  it('takes newer content before placing and shows it to a person afterwards', () => {
    expect(observe(received, seen({ hash: 'h2', updatedAt: at(2) }))).toMatchObject({ hash: 'h2', attention: null });
    expect(observe(placed, seen({ hash: 'h2', updatedAt: at(2) }))).toMatchObject({ hash: 'h2', attention: 'changed-after-import', placement: 'placed' });
    const wrong = afterPlacing(received, { kind: 'wrong', code: 'invalid-request', reason: '/lines/0/sku' });
    expect(observe(wrong, seen({ hash: 'h2', updatedAt: at(2) }))).toMatchObject({ placement: 'received', reasonCode: null });
  });
});

describe('the next step', () => {
  it('is placing, then acknowledging, then nothing', () => {
    expect(nextStep(received)).toBe('place');
    expect(nextStep(placed)).toBe('acknowledge');
    expect(nextStep({ ...placed, acknowledged: true })).toBe('none');
  });

  it('tells a refusal once, and a contested one only after asking again', () => {
    expect(nextStep(afterPlacing(received, out))).toBe('reject');
    expect(nextStep({ ...afterPlacing(received, out), rejectionTold: true })).toBe('none');
    let order = received;
    for (let n = 1; n < MAX_CONTESTED; n += 1) {
      order = afterPlacing(order, { ...out, contested: true });
      expect([order.placement, nextStep(order), order.attempt]).toEqual(['received', 'place', n]);
    }
    expect(nextStep(afterPlacing(order, { ...out, contested: true }))).toBe('reject');
  });

  it('undoes a placed order before it answers the buyer, and answers no when it has left', () => {
    const asked = observe(placed, seen({ status: 'cancel-requested', updatedAt: at(2) }))!;
    expect(nextStep(asked)).toBe('cancel');
    expect(nextStep(afterCancelling(asked, 'done'))).toBe('answer-cancellation');
    expect(afterCancelling(asked, 'denied')).toMatchObject({ cancellation: 'denied', attention: null });
    const told = { ...afterCancelling(asked, 'denied'), cancellationTold: true };
    const again = observe(observe(told, seen({ updatedAt: at(3) }))!, seen({ status: 'cancel-requested', updatedAt: at(4) }))!;
    expect(nextStep(again)).toBe('cancel');
  });

  it('shows a person what was cancelled upstream after it had left', () => {
    const off = observe(placed, seen({ status: 'cancelled', updatedAt: at(2) }))!;
    expect(afterCancelling(off, 'denied')).toMatchObject({ attention: 'cancelled-after-shipping' });
  });

  it('takes nothing for an order that was off at first sight, and still answers the buyer', () => {
    expect(nextStep(observe(undefined, seen({ status: 'cancelled' }))!)).toBe('none');
    expect(nextStep(observe(undefined, seen({ status: 'cancel-requested' }))!)).toBe('answer-cancellation');
  });

  it('places first what may have been placed already, also when it was called off since', () => {
    const off = observe({ ...received, tried: true }, seen({ status: 'cancelled', updatedAt: at(2) }))!;
    expect(nextStep(off)).toBe('place');
    expect(nextStep(afterPlacing(off, { kind: 'placed', orderId: 'o-1', changed: false }))).toBe('cancel');
  });

  it('tries an exception again with growing pauses up to 15 minutes', () => {
    const wrong = (attempt: number) => ({ ...received, placement: 'exception' as const, attempt });
    expect([1, 2, 3, 20].map((attempt) => (dueAt(wrong(attempt), at(0), 30_000).getTime() - at(0).getTime()) / 1000)).toEqual([30, 60, 120, 900]);
    expect(dueAt(placed, at(0), 30_000)).toEqual(at(0));
  });
});
