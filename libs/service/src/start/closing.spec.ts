import { createLogger } from '../logs/logger.js';
import { Closing } from './closing.js';

const logger = createLogger({ service: 't', instance: 't', level: 'silent' });

describe('closing', () => {
  it('goes in reverse order, one after the other, and only once', async () => {
    const seen: string[] = [];
    const closing = new Closing(logger);
    for (const step of ['database', 'bus', 'consumers']) closing.add(step, async () => { await Promise.resolve(); seen.push(step); });
    expect(await Promise.all([closing.close(1000), closing.close(1000)])).toEqual([true, true]);
    expect(seen).toEqual(['consumers', 'bus', 'database']);
  });

  it('goes on after a step that fails or hangs, and says that it was not orderly', async () => {
    const seen: string[] = [];
    const closing = new Closing(logger);
    closing.add('database', () => seen.push('database'));
    closing.add('bus', () => new Promise(() => undefined));
    closing.add('relay', () => { throw new Error('broken'); });
    expect(await closing.close(50)).toBe(false);
    expect(seen).toEqual(['database']);
  });
});
