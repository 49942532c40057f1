import { waitFor } from '@onefront/testing';
import { Gathering, type Arrival, type Gathered } from './gathering.js';
import { ParkedCapReached } from './parked-rows.js';
import type { Received } from './received.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const arrival = (name: string, messages = 1, aborted = false): Arrival => ({
  batch: { heartbeat: async () => undefined, signal: { aborted } },
  received: Array.from({ length: messages }, (_, nr) => ({ message: { id: `${name}${nr}` } }) as unknown as Received),
  unreadable: [],
});

const names = ({ received }: Gathered): string => received.map((one) => one.message.id).join(' ');

/** A transaction that ends when it is told to. */
function stage() {
  const began: Gathered[] = [];
  const ends: Array<{ commit: () => void; fail: (error: unknown) => void }> = [];
  const handle = (gathered: Gathered): Promise<void> => {
    began.push(gathered);
    return new Promise((resolve, reject) => ends.push({ commit: resolve, fail: reject }));
  };
  return { began, ends, handle };
}

/** A transaction that fails when one of these messages is in it. */
const failing = (bad: string, error: Error, began: string[]) => async (gathered: Gathered): Promise<void> => {
  began.push(names(gathered));
  if (names(gathered).includes(bad)) throw error;
};

describe('gathering', () => {
  it('puts what is delivered in one turn into one transaction, in the order of delivery', async () => {
    const { began, ends, handle } = stage();
    const gathering = new Gathering(handle);
    const done = [gathering.add(arrival('a', 2)), gathering.add(arrival('b'))];
    await turn();
    expect(began.map(names)).toEqual(['a0 a1 b0']);
    ends[0]!.commit();
    await Promise.all(done);
  });

  it('gathers while a transaction runs, and resolves nobody before the commit', async () => {
    const { began, ends, handle } = stage();
    const gathering = new Gathering(handle, { restMs: 0 });
    const first = gathering.add(arrival('a'));
    await turn();
    let settled = 0;
    const rest = ['b', 'c', 'd'].map((name) => gathering.add(arrival(name)).then(() => (settled += 1)));
    await turn();
    expect(began.map(names)).toEqual(['a0']);
    ends[0]!.commit();
    await first;
    await turn();
    expect([began.map(names), settled]).toEqual([['a0', 'b0 c0 d0'], 0]);
    ends[1]!.commit();
    await Promise.all(rest);
  });

  it('rests after work during which more has come, and then takes what came in the rest as well', async () => {
    const { began, ends, handle } = stage();
    const gathering = new Gathering(handle);
    const done = [gathering.add(arrival('a'))];
    await turn();
    done.push(gathering.add(arrival('b')));
    // As long as the rest will be; a rest of no length would let nobody in.
    await new Promise((resolve) => setTimeout(resolve, 20));
    ends[0]!.commit();
    await done[0];
    done.push(gathering.add(arrival('c')));
    await waitFor(() => began.length === 2, { what: 'the end of the rest' });
    expect(began.map(names)).toEqual(['a0', 'b0 c0']);
    ends[1]!.commit();
    await Promise.all(done);
  });

  it('keeps a transaction near its size', async () => {
    const { began, ends, handle } = stage();
    const gathering = new Gathering(handle, { restMs: 0, most: 10 });
    const first = gathering.add(arrival('first', 30));
    await turn();
    const rest = ['a', 'b', 'c'].map((name) => gathering.add(arrival(name, 4)));
    for (const [nr, sizes] of [[0, [30]], [1, [30, 8]], [2, [30, 8, 4]]] as const) {
      await turn();
      expect(began.map((one) => one.received.length)).toEqual(sizes);
      ends[nr]!.commit();
    }
    await Promise.all([first, ...rest]);
  });

  it('lets others pass one that takes long, and no more side by side than it may (R8)', async () => {
    const { began, ends, handle } = stage();
    const gathering = new Gathering(handle, { patienceMs: 5, sideBySide: 2 });
    const stuck = gathering.add(arrival('stuck'));
    await turn();
    const second = gathering.add(arrival('second'));
    while (began.length < 2) await turn();
    const third = gathering.add(arrival('third'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(began.map(names)).toEqual(['stuck0', 'second0']);
    ends[1]!.commit();
    await second;
    while (began.length < 3) await turn();
    ends[2]!.commit();
    await third;
    ends[0]!.commit();
    await stuck;
  });

  it('fails only the partition that is full of parked messages, or was taken away', async () => {
    const began: string[] = [];
    const gathering = new Gathering(failing('b0', new ParkedCapReached('too many'), began));
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => gathering.add(arrival(name))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(began).toEqual(['a0 b0 c0', 'a0', 'b0', 'c0']);
  });

  it('gives a transient failure back to all at once, to be delivered again', async () => {
    const began: string[] = [];
    const gathering = new Gathering(failing('b0', Object.assign(new Error('deadlock'), { code: '40P01' }), began));
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => gathering.add(arrival(name))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(began).toEqual(['a0 b0 c0']);
  });

  it('holds all memberships: one that is gone is seen', async () => {
    let seen: boolean | undefined;
    const gathering = new Gathering(async ({ batch }) => void (seen = batch.signal.aborted));
    await Promise.all([gathering.add(arrival('a')), gathering.add(arrival('b', 1, true))]);
    expect(seen).toBe(true);
  });
});
