import { createLogger } from './logger.js';
import { currentTraceparent, traceIdOf, withTrace } from './trace.js';

function capture(level = 'info', secrets: string[] = []) {
  const lines: string[] = [];
  const logger = createLogger({ service: 'orders', instance: 'orders-1', level, secrets, destination: { write: (line: string) => void lines.push(line) } });
  return { logger, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, any> };
}

describe('log lines', () => {
  it('are JSON with service, instance, trace and level', () => {
    const { logger, last } = capture();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    withTrace(traceparent, () => logger.info({ key: 'A-1', service: 'other' }, 'placed'));
    expect(last()).toMatchObject({ level: 'info', service: 'orders', instance: 'orders-1', trace: '0af7651916cd43dd8448eb211c80319c', key: 'A-1', message: 'placed' });
    logger.info('plain');
    expect(last()['trace']).toBeUndefined();
  });

  it('hide secrets by name, by shape and by value', () => {
    const { logger, lines } = capture('info', ['canary-value-1']);
    logger.info({ password: 'p-1', nested: { apiKey: 'p-2', Authorization: 'Bearer p-3', list: [{ clientSecret: 'p-4' }] }, url: 'postgres://app:p-5@db/x' }, 'to postgres://app:p-6@db with Bearer abcdefgh-p-7 and canary-value-1');
    logger.error({ error: new Error('connect postgres://app:p-8@db canary-value-1') }, 'failed');
    expect(lines.join('')).not.toMatch(/p-\d|canary/);
    expect(lines.join('')).toContain('postgres://app:[hidden]@db');
  });

  it('hide personal data by name, and e-mail addresses anywhere', () => {
    const { logger, lines } = capture();
    logger.info({ buyer: { name: 'Ada' }, email: 'ada@example.com', shippingAddress: { line1: 'Main St 1' }, phone: '+44 1', note: 'write to ada@example.com' }, 'hello ada@example.com');
    expect(lines.join('')).not.toMatch(/ada|Main St|\+44/i);
  });

  it('tell of a database error without the row that it quotes, and without the client that it carries', () => {
    const { logger, last, lines } = capture();
    const error = Object.assign(new Error('duplicate key value'), { code: '23505', detail: 'Key (email)=(ada) exists', where: 'row ada', client: { user: 'ada' }, query: 'insert ada' });
    logger.error({ error: new Error('outer', { cause: error }) }, 'failed');
    expect(last()['error']).toMatchObject({ type: 'Error', message: 'outer', cause: { message: 'duplicate key value', code: '23505' } });
    expect(lines.join('')).not.toContain('ada');
  });

  it('survive what cannot be written: bigint, cycles, buffers', () => {
    const { logger, last } = capture();
    const cycle: Record<string, unknown> = { offset: 9_007_199_254_740_993n, value: Buffer.from('ada') };
    cycle['self'] = cycle;
    logger.info(cycle, 'odd');
    expect(last()).toMatchObject({ offset: '9007199254740993', value: '3 bytes' });
  });
});

describe('traces', () => {
  it('go on from a given parent with a new span, and begin anew from nonsense', () => {
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const child = withTrace(parent, () => currentTraceparent()!);
    expect(traceIdOf(child)).toBe(traceIdOf(parent));
    expect(child).not.toBe(parent);
    for (const wrong of [undefined, '', 'zz', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`]) expect(withTrace(wrong, () => traceIdOf(currentTraceparent()))).toMatch(/^[0-9a-f]{32}$/);
    expect(currentTraceparent()).toBeUndefined();
  });
});
