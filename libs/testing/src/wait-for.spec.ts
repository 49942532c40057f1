import { waitFor } from './wait-for.js';

describe('waitFor', () => {
  it('returns the first truthy value, exceptions before it counting as not yet', async () => {
    let calls = 0;
    const found = await waitFor(() => {
      calls += 1;
      if (calls === 1) throw new Error('early');
      return calls === 3 && 'here';
    });
    expect(found).toBe('here');
  });

  it('names what it waited for and what it saw last', async () => {
    await expect(waitFor(() => 0, { timeoutMs: 50, what: 'a sale' })).rejects.toThrow('waited 50 ms for a sale; last value: 0');
    const refused = (): never => {
      throw new Error('refused');
    };
    await expect(waitFor(refused, { timeoutMs: 50 })).rejects.toThrow('last error: refused');
  });
});
