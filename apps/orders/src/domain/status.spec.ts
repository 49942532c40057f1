import { statusByQuantities } from './status.js';

describe('the status of a confirmed order', () => {
  it.each([
    ['confirmed', [{ open: 2, shipped: 0 }], false],
    ['partially-fulfilled', [{ open: 1, shipped: 1 }], false],
    ['fulfilled', [{ open: 0, shipped: 2 }], false],
    ['backordered', [{ open: 1, shipped: 1 }], true],
    // All of it cancelled, nothing handed over: not fulfilled, and not cancelled before everything is released.
    ['confirmed', [{ open: 0, shipped: 0 }], false],
  ] as const)('is %s', (status, lines, waits) => {
    expect(statusByQuantities(lines, waits)).toBe(status);
  });
});
