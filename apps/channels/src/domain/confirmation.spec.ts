import fc from 'fast-check';
import { confirmedAs, toConfirm } from './confirmation.js';
import { accepted, desire, notAnswered, readBack, sending, type Listing, type StockPolicy } from './listing.js';

const policy: StockPolicy = { debounceMs: 0, lowThreshold: 5, increasePauseMs: 0, resendMs: 60_000, graceMs: 0 };
const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 9, 0, 0) + second * 1000);
const want = (known: Listing | undefined, available: number, version: number, escrow = false) => desire(known, 'A', { available, version, at: at(version), ...(escrow ? { escrow } : {}) }, { policy, now: at(version) });
const offered = (quantity: number, version: number, escrow = false) => accepted(sending(want(undefined, quantity, version, escrow)!, policy, at(version)), { quantity, version }, at(version));
const read = (listing: Listing, quantity: number, second: number) => readBack(listing, quantity, { policy, now: at(second), startedAt: at(second - 0.5) });

describe('S3 what the house hears of what is shown', () => {
  it('is each reading that is news, and once more when its orders have come', () => {
    const seen = read(offered(9, 1), 9, 5);
    expect(toConfirm(offered(9, 1), at(99))).toBeUndefined();
    const first = toConfirm(seen, at(4))!;
    expect(first).toEqual({ sku: 'A', quantity: 9, version: 1, readAt: at(5), fully: false });
    const heard = confirmedAs(seen, first);
    expect(toConfirm(read(heard, 9, 7), at(4))).toBeUndefined();
    const second = toConfirm(read(heard, 9, 7), at(5))!;
    expect(second).toEqual({ ...first, fully: true });
    expect(toConfirm(confirmedAs(heard, second), at(99))).toBeUndefined();
    expect(toConfirm(read(confirmedAs(heard, second), 7, 9), null)).toMatchObject({ quantity: 7, readAt: at(9), fully: false });
  });

  it('ends, whatever is seen: the last that is said is what was seen last, with its orders', () => {
    fc.assert(fc.property(fc.array(fc.record({ quantity: fc.nat(3), upTo: fc.nat(20) }), { minLength: 1, maxLength: 8 }), (readings) => {
      let listing = offered(3, 1);
      let said: ReturnType<typeof toConfirm>;
      const tell = (upTo: Date) => {
        const next = toConfirm(listing, upTo);
        if (!next) return false;
        said = next;
        listing = confirmedAs(listing, next);
        return true;
      };
      readings.forEach(({ quantity, upTo }, i) => {
        listing = read(listing, quantity, i + 2);
        tell(at(upTo));
      });
      for (let turn = 0; turn < 3; turn += 1) tell(at(99));
      if (tell(at(99)) || said!.quantity !== readings.at(-1)!.quantity || !said!.fully) throw new Error('not the end');
    }), { numRuns: 10_000 });
  });
});

describe('S3 a figure of units that are held for the channel alone', () => {
  it('is sent once, whatever becomes of the answer; only its being told again sends the same number again', () => {
    const sent = sending(want(undefined, 4, 1, true)!, policy, at(1));
    const unknown = notAnswered(sent, { quantity: 4, version: 1 }, at(2));
    expect(unknown).toMatchObject({ accepted: 4, acceptedVersion: 1, dueAt: null });
    const again = want(unknown, 4, 2, true)!;
    expect(again.dueAt).not.toBeNull();
    expect(want(offered(4, 1), 4, 2)!.dueAt).toBeNull();
  });

  it('is lowered by its sales and not sent again for that; one of zero is sent until it is seen', () => {
    expect(read(offered(4, 1, true), 1, 90)).toMatchObject({ dueAt: null, differsSince: null, observed: 1, observedVersion: 1 });
    expect(read(offered(4, 1, true), 6, 90)).toMatchObject({ dueAt: null, observed: 6 });
    expect(read(offered(0, 1, true), 6, 90).dueAt).not.toBeNull();
    const zero = sending(want(undefined, 0, 1, true)!, policy, at(1));
    expect(notAnswered(zero, { quantity: 0, version: 1 }, at(2)).dueAt).toEqual(at(2));
  });
});
