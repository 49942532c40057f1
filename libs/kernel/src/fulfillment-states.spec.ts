import { fulfillmentStates, fulfillmentStepsOf, fulfillmentTable, fulfillmentTransitions, fulfillmentUnitsOf, fulfillmentVerbs, fulfillmentVerbsFor, isFulfillmentClosed } from './fulfillment-states.js';

describe('S5 the table of fulfillment states', () => {
  it('reaches every state from the two in which a fulfillment order begins, and those in which sold goods are at once', () => {
    const reached = new Set<string>(['scheduled', 'open']);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const { from, next } of fulfillmentTransitions) if (reached.has(from)) reached.add(next);
    }
    expect([...reached].sort()).toEqual([...fulfillmentStates].sort());
  });

  it('closes what nothing can follow, and lets nothing that is gone be cancelled', () => {
    expect(fulfillmentStates.filter(isFulfillmentClosed).sort()).toEqual(['cancelled', 'collected', 'delivered', 'incomplete', 'no-show', 'rejected']);
    for (const { from, next } of fulfillmentTransitions) if (fulfillmentUnitsOf(from) === 'gone') expect(fulfillmentUnitsOf(next)).toBe('gone');
  });

  it('consumes stock exactly where units go from open to gone', () => {
    for (const { from, next, effects } of fulfillmentTransitions) {
      expect([from, next, effects.includes('consume')]).toEqual([from, next, fulfillmentUnitsOf(from) === 'open' && fulfillmentUnitsOf(next) === 'gone']);
      expect([from, next, effects.some((one) => one === 'resource' || one === 'free-stock')]).toEqual([from, next, fulfillmentUnitsOf(next) === 'elsewhere' || (next === 'picking')]);
    }
  });

  it('sends parcels and hands over what is collected, never the other way round', () => {
    expect([fulfillmentVerbsFor({ status: 'packed', method: 'ship' }), fulfillmentVerbsFor({ status: 'packed', method: 'pickup' })]).toEqual([['ship'], ['ready']]);
    expect(fulfillmentStepsOf({ status: 'ready', method: 'ship' }, 'collect')).toEqual([]);
    expect(fulfillmentVerbsFor({ status: 'open', method: 'ship' })).toEqual(['accept', 'reject', 'hold']);
  });

  it('is published whole', () => {
    expect(fulfillmentTable.states.map((one) => one.state)).toEqual([...fulfillmentStates]);
    for (const verb of fulfillmentVerbs) expect(fulfillmentTable.transitions.some((one) => one.verb === verb)).toBe(true);
  });
});
