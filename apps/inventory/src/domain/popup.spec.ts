import type { DomainError } from '@onefront/kernel';
import fc from 'fast-check';
import { advancePopup, plannedPopup, type Popup, type PopupEvidence, type PopupState } from './popup.js';

const dates = { startsAt: '2026-12-01T09:00:00.000Z', endsAt: '2026-12-20T18:00:00.000Z' };
const planned: Popup = { ...dates, state: 'planned' };
const now = new Date('2026-12-05T10:00:00.000Z');
const evidence = (more: Partial<PopupEvidence> = {}): PopupEvidence => ({ now, lying: [{ sku: 'A', onHand: 3 }], counted: true, openDevices: [], openLeases: [], lines: [], ...more });
const refused = (code: string) => expect.objectContaining({ code });

describe('S23 pop-up location', () => {
  it('goes from planned to closed in its order only', () => {
    const states: PopupState[] = ['planned', 'stocked', 'open', 'closing', 'closed'];
    const allowed = ['planned>stocked', 'planned>closed', 'stocked>open', 'stocked>closing', 'open>closing', 'closing>closed'];
    for (const from of states) {
      for (const to of states) {
        const go = () => advancePopup({ ...planned, state: from }, to, evidence({ lying: to === 'closed' ? [] : [{ sku: 'A', onHand: 3 }] })).state;
        if (allowed.includes(`${from}>${to}`)) expect(go()).toBe(to);
        else expect(go).toThrow(refused('illegal-transition'));
      }
    }
  });

  it('is stocked when something lies there, and opens before its end', () => {
    expect(() => advancePopup(planned, 'stocked', evidence({ lying: [{ sku: 'A', onHand: 0 }] }))).toThrow(refused('nothing-stocked'));
    expect(() => advancePopup({ ...planned, state: 'stocked' }, 'open', evidence({ now: new Date(dates.endsAt) }))).toThrow(refused('popup-over'));
  });

  it('cannot close while a till has unheard sales, before a count, or while something lies there', () => {
    const closing: Popup = { ...planned, state: 'closing' };
    expect(() => advancePopup(closing, 'closed', evidence({ openDevices: ['till-7'], lying: [] }))).toThrow(refused('devices-open'));
    expect(() => advancePopup(closing, 'closed', evidence({ openLeases: ['till-7'], lying: [] }))).toThrow(expect.objectContaining({ code: 'leases-open', message: 'till till-7 has not given back its lease' }));
    expect(() => advancePopup(closing, 'closed', evidence({ counted: false, lying: [] }))).toThrow(refused('not-counted'));
    expect(() => advancePopup(closing, 'closed', evidence())).toThrow(refused('stock-left'));
    const lines = [{ sku: 'A', transferred: 10, sold: 6, returned: 3, variance: 1 }, { sku: 'B', transferred: 2, sold: 2, returned: 0, variance: 0 }];
    expect(advancePopup(closing, 'closed', evidence({ lying: [], lines }))).toMatchObject({ state: 'closed', report: { transferred: 12, sold: 8, returned: 3, variance: 1, lines: [lines[0]] } });
  });

  it('keeps its state when its dates change, and a closed one can be planned anew', () => {
    const later = { ...dates, endsAt: '2026-12-22T18:00:00.000Z' };
    expect(plannedPopup(undefined, dates)).toEqual(planned);
    expect(plannedPopup({ ...planned, state: 'open' }, later)).toEqual({ ...later, state: 'open' });
    expect(plannedPopup({ ...planned, state: 'closed' }, dates)).toEqual({ ...planned, state: 'closed' });
    expect(plannedPopup({ ...planned, state: 'closed' }, later)).toEqual({ ...later, state: 'planned' });
    expect(() => plannedPopup({ ...planned, state: 'stocked' }, undefined)).toThrow(refused('popup-under-way'));
    expect(plannedPopup({ ...planned, state: 'closed' }, undefined)).toBeUndefined();
  });

  it('whatever is asked, it closes only counted, empty and heard of, and never sells before or after', () => {
    const step = fc.record({ to: fc.constantFrom<PopupState>('planned', 'stocked', 'open', 'closing', 'closed'), lying: fc.nat(1), counted: fc.boolean(), devices: fc.nat(1) });
    fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let popup = planned;
      const seen: PopupState[] = ['planned'];
      for (const { to, lying, counted, devices } of steps) {
        const before = popup;
        try {
          popup = advancePopup(popup, to, evidence({ lying: lying ? [{ sku: 'A', onHand: 1 }] : [], counted, openDevices: devices ? ['t'] : [] }));
        } catch (error) {
          if ((error as DomainError).kind !== 'conflict') throw error;
          continue;
        }
        seen.push(popup.state);
        if (popup.state === 'closed' && (lying || devices || (before.state === 'closing' && !counted))) return false;
        if (popup.state === 'stocked' && !lying) return false;
      }
      return seen.filter((state) => state === 'open').length <= 1 && seen.indexOf('closed') === (seen.includes('closed') ? seen.length - 1 : -1);
    }), { numRuns: 10_000 });
  });
});
