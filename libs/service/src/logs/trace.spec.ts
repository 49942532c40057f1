import { childOf, currentTraceparent, traceIdOf, underTrace, withTrace } from './trace.js';

const MANY = 5_000;
const GIVEN = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('trace context', () => {
  it('gives every span and every trace an id of its own', () => {
    const made = Array.from({ length: MANY }, () => childOf(undefined));
    expect(made.filter((one) => /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/.test(one))).toHaveLength(MANY);
    expect(new Set(made.map(traceIdOf)).size).toBe(MANY);
    expect(new Set(made.map((one) => one.split('-')[2])).size).toBe(MANY);
  });

  it('stays in the trace that it is given, as another span', () => {
    const child = childOf(GIVEN);
    expect(traceIdOf(child)).toBe(traceIdOf(GIVEN));
    expect(child).not.toBe(GIVEN);
  });

  it('begins a trace where none is given, or none that means anything', () => {
    for (const wrong of [undefined, 'nonsense', '00-00000000000000000000000000000000-00f067aa0ba902b7-01', `${GIVEN}-more`]) {
      expect(traceIdOf(childOf(wrong))).toMatch(/^[0-9a-f]{32}$/);
      expect(traceIdOf(childOf(wrong))).not.toMatch(/^0+$/);
    }
  });

  it('is carried along what is awaited, and can be taken up again', async () => {
    const seen = await withTrace(GIVEN, async () => {
      await new Promise(setImmediate);
      return currentTraceparent();
    });
    expect(traceIdOf(seen)).toBe(traceIdOf(GIVEN));
    expect(underTrace(seen, currentTraceparent)).toBe(seen);
    expect(currentTraceparent()).toBeUndefined();
  });
});
