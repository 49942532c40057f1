import { answered, begin, debtors, isEnding, next, steps, type Action, type Answer, type Process } from './process.js';

const answers: Answer[] = [
  { step: 'buyer', answer: 'identified' },
  ...(['reserved', 'rejected', 'broken', 'released'] as const).map((answer) => ({ step: 'stock' as const, answer })),
  ...(['priced', 'held', 'wrong', 'wrong-held', 'released'] as const).map((answer) => ({ step: 'price' as const, answer })),
  ...(['authorised', 'declined', 'expired', 'voided'] as const).map((answer) => ({ step: 'payment' as const, answer })),
];
type Event = Answer | 'cancel';
const events: Event[] = [...answers, 'cancel'];
const take = (process: Process, event: Event) => next(event === 'cancel' ? { ...process, wish: process.outcome === 'refused' ? process.wish : 'cancel' } : answered(process, event));
const starts = [true, false].flatMap((buyer) => [true, false].map((stock) => next(begin({ buyer, stock })).process));
const keyOf = (process: Process) => JSON.stringify(process);

/** Every process that any sequence of messages, late, repeated or contradictory, can lead to; with every move between them. */
function explore() {
  const reached = new Map(starts.map((process) => [keyOf(process), process]));
  const moves: { from: Process; event: Event; to: Process; actions: Action[] }[] = [];
  for (const from of reached.values()) {
    for (const event of events) {
      const { process: to, actions } = take(from, event);
      moves.push({ from, event, to, actions });
      if (!reached.has(keyOf(to))) reached.set(keyOf(to), to);
    }
  }
  return { reached: [...reached.values()], moves };
}
const { reached, moves } = explore();

/** What the process believes to hold of others. */
const holds = ({ stock, price, payment }: Process) =>
  ['held', 'broken', 'short'].includes(stock) || ['held', 'wrong-held'].includes(price) || payment === 'authorised';

describe('S25 the process of a sale', () => {
  it(`rests in no reachable combination (${reached.length}, ${moves.length} moves) with something taken and nobody asked to give it back`, () => {
    expect(reached.length).toBeGreaterThan(250);
    for (const process of reached) {
      if (isEnding(process)) expect([process, holds(process)]).toEqual([process, false]);
      if (debtors(process).length > 0) continue;
      expect(['refused', 'confirmed', 'cancelled']).toContain(process.outcome);
      if (process.outcome === 'confirmed') expect(process).toMatchObject({ wish: 'keep', payment: 'authorised' });
    }
  });

  it('has nothing left to do after next', () => {
    for (const process of reached) expect(next(process)).toEqual({ process, actions: [] });
  });

  it('is confirmed only with everything good, and ends once', () => {
    for (const { from, to, actions } of moves) {
      if (actions.includes('confirm')) expect([from.outcome, to.wish, to.payment, ['none', 'held'].includes(to.stock), ['priced', 'held'].includes(to.price)]).toEqual(['open', 'keep', 'authorised', true, true]);
      if (from.outcome === 'refused' || from.outcome === 'cancelled') expect([to.outcome, actions.some((one) => ['confirm', 'refuse', 'cancel'].includes(one))]).toEqual([from.outcome, false]);
      if (from.outcome === 'confirmed') expect(['confirmed', 'cancelled']).toContain(to.outcome);
      expect(actions.filter((one) => ['confirm', 'refuse', 'cancel'].includes(one)).length).toBe(Number(['refused', 'confirmed', 'cancelled'].includes(to.outcome) && to.outcome !== from.outcome));
    }
  });

  it('asks for each thing back exactly when it turns to releasing, and starts nothing once it ends', () => {
    for (const { from, to, actions } of moves) {
      expect(actions.includes('release-stock')).toBe(to.stock === 'releasing' && from.stock !== 'releasing');
      expect(actions.includes('release-coupons')).toBe(to.price === 'releasing' && from.price !== 'releasing');
      expect(actions.includes('void-payment')).toBe(to.payment === 'voiding' && from.payment !== 'voiding');
      if (isEnding(to)) expect(actions.filter((one) => one === 'authorise' || one === 'resource' || one === 'confirm')).toEqual([]);
    }
  });

  it('comes to rest from everywhere, whatever the answers are', () => {
    const settling: Record<string, Answer[]> = {
      customers: [{ step: 'buyer', answer: 'identified' }],
      inventory: (['reserved', 'rejected', 'released'] as const).map((answer) => ({ step: 'stock', answer })),
      promotions: (['priced', 'held', 'wrong', 'wrong-held', 'released'] as const).map((answer) => ({ step: 'price', answer })),
      'payment provider': (['authorised', 'declined', 'voided'] as const).map((answer) => ({ step: 'payment', answer })),
    };
    const rests = new Set(reached.filter((process) => debtors(process).length === 0).map(keyOf));
    const visit = (process: Process, depth: number): void => {
      if (rests.has(keyOf(process))) return;
      expect(depth).toBeLessThan(12);
      const useful = settling[debtors(process)[0]!]!.map((one) => take(process, one).process).filter((to) => keyOf(to) !== keyOf(process));
      expect(useful.length).toBeGreaterThan(0);
      for (const to of useful) visit(to, depth + 1);
      rests.add(keyOf(process));
    };
    for (const process of reached) visit(process, 0);
  });

  it('lets no answer in that is repeated: the second of the same changes nothing', () => {
    for (const { to, event } of moves) {
      if (event === 'cancel' || event.answer === 'broken') continue;
      // Only what a contradiction takes anew may move again, and then it is given back.
      const again = take(to, event);
      if (keyOf(again.process) !== keyOf(to)) expect([isEnding(to), ['reserved', 'held', 'wrong-held', 'released', 'rejected', 'authorised'].includes(event.answer)]).toEqual([true, true]);
    }
  });

  it('keeps to the first answer: what is taken against it is only given back', () => {
    const open = next(begin({ buyer: true, stock: true })).process;
    const no = take(open, { step: 'stock', answer: 'rejected' }).process;
    expect(take(no, { step: 'stock', answer: 'reserved' }).process.stock).toBe('short');
    const wrong = take(open, { step: 'price', answer: 'wrong' }).process;
    expect(take(wrong, { step: 'price', answer: 'held' }).process.price).toBe('wrong-held');
    expect(take(take(open, { step: 'price', answer: 'held' }).process, { step: 'price', answer: 'wrong' }).process.price).toBe('held');
  });

  it('names every step in its tables', () => {
    for (const { answers: table, undo, owed } of Object.values(steps)) {
      for (const [step, to] of Object.entries(table)) for (const target of Object.values(to as object)) expect([step, target in table]).toEqual([step, true]);
      for (const step of [...Object.keys(undo), ...Object.keys(owed)]) expect(Object.keys(table)).toContain(step);
    }
  });
});
