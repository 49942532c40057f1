import { warmUp } from './warm-up.js';
import type { RunOutcome } from './load-messages.js';

async function runsFor(rates: readonly number[], most = 10): Promise<number> {
  let runs = 0;
  await warmUp({ run: () => Promise.resolve({ perSecond: rates[runs++] ?? rates.at(-1) } as RunOutcome) }, { clients: 1, seconds: 1, most, say: () => undefined });
  return runs;
}

describe('warming up', () => {
  it('goes on while each run is faster than the best before', async () => expect(await runsFor([10, 20, 30, 40, 41])).toBe(5));
  it('is not ended by one slow run at the beginning', async () => expect(await runsFor([20, 10, 30, 30.5])).toBe(4));
  it('ends after so many runs though they still gain', async () => expect(await runsFor([1, 2, 4, 8, 16, 32], 4)).toBe(4));
});
