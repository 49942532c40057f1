import { connect } from 'node:net';
import { Body, Controller, ForbiddenException, Get, Module, Param, Post, ServiceUnavailableException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError, httpStatusOf, type ErrorKind } from '@onefront/kernel';
import { z } from 'zod';
import { createLogger } from '../logs/logger.js';
import { createHttpApp } from './http-app.js';
import { invalidInput } from './problems.js';

const kinds: ErrorKind[] = ['invalid', 'not-found', 'conflict', 'payment', 'precondition', 'forbidden', 'unavailable', 'malformed', 'too-large'];
const order = z.strictObject({ channel: z.string(), lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int().min(1) })), buyer: z.union([z.strictObject({ id: z.string() }), z.strictObject({ email: z.email() })]) });

@Controller()
class ThrowingController {
  @Get('kinds/:kind')
  kind(@Param('kind') kind: ErrorKind): never {
    throw new DomainError('some-code', kind, 'because');
  }
  @Get('unexpected')
  unexpected(): never {
    throw Object.assign(new Error('select * from person at /srv/app/file.ts'), { statusCode: 418 });
  }
  @Get('forbidden')
  forbidden(): never {
    throw new ForbiddenException('not for you');
  }
  @Get('away')
  away(): never {
    throw new ServiceUnavailableException('pool of db-7 is exhausted');
  }
  @Get('cut-off')
  cutOff(): never {
    throw Object.assign(new Error('terminating connection of db-7 due to administrator command'), { code: '57P01' });
  }
  @Post('orders')
  place(@Body() body: unknown): string {
    const parsed = order.safeParse(body);
    if (!parsed.success) throw invalidInput(parsed.error);
    return 'ok';
  }
}

@Module({ controllers: [ThrowingController] })
class ThrowingModule {}

describe('errors at HTTP', () => {
  let app: NestFastifyApplication;
  let port: number;
  const lines: string[] = [];
  const ask = async (method: 'GET' | 'POST', url: string, payload?: string, type = 'application/json') => {
    const response = await fetch(`http://127.0.0.1:${port}${url}`, { method, ...(payload === undefined ? {} : { body: payload, headers: { 'content-type': type } }) });
    const text = await response.text();
    return { status: response.status, type: response.headers.get('content-type'), body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, any> };
  };
  const post = (body: unknown) => ask('POST', '/orders', JSON.stringify(body));

  beforeAll(async () => {
    app = await createHttpApp(ThrowingModule, { logger: createLogger({ service: 't', instance: 't', level: 'error', destination: { write: (line: string) => void lines.push(line) } }), bodyLimit: 1024 });
    await app.listen(0, '127.0.0.1');
    port = (app.getHttpServer().address() as { port: number }).port;
  });
  afterAll(() => app.close());

  it.each(kinds)('kind %s has the status of the one table', async (kind) => {
    expect(await ask('GET', `/kinds/${kind}`)).toEqual({
      status: httpStatusOf(kind), type: 'application/problem+json',
      body: { type: 'https://onefront.dev/problems/some-code', title: 'Some code', status: httpStatusOf(kind), detail: 'because' },
    });
  });

  it('a bug is a 500 that says nothing, and a log line that says all', async () => {
    const { status, type, body } = await ask('GET', '/unexpected');
    expect({ status, type }).toEqual({ status: 500, type: 'application/problem+json' });
    expect(body['type']).toBe('https://onefront.dev/problems/internal-error');
    expect(JSON.stringify(body)).not.toMatch(/select|person|\.ts/);
    expect(lines.join('')).toContain('select * from person');
  });

  it.each([
    ['no route', () => ask('GET', '/nowhere'), 404, 'not-found'],
    ['a framework refusal', () => ask('GET', '/forbidden'), 403, 'forbidden'],
    ['a bad escape', () => ask('GET', '/kinds/%zz'), 400, 'malformed-request'],
    ['a long parameter', () => ask('GET', `/kinds/${'x'.repeat(600)}`), 414, 'uri-too-long'],
    ['broken JSON', () => ask('POST', '/orders', '{"a":'), 400, 'malformed-request'],
    ['poisoned JSON', () => ask('POST', '/orders', '{"__proto__":{"a":1}}'), 400, 'malformed-request'],
    ['a body too large', () => ask('POST', '/orders', JSON.stringify('x'.repeat(2000))), 413, 'too-large'],
    ['another media type', () => ask('POST', '/orders', '<a/>', 'application/xml'), 415, 'unsupported-media-type'],
  ])('%s is a problem', async (_what, request, status, code) => {
    const answer = await request();
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { type: `https://onefront.dev/problems/${code}`, status } });
  });

  it('from 500 on a framework error says nothing of the inside', async () => {
    const { status, body } = await ask('GET', '/away');
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toContain('db-7');
  });

  it('a database that goes away for a moment is asked again later', async () => {
    const { status, body } = await ask('GET', '/cut-off');
    expect(status).toBe(503);
    expect(body).toMatchObject({ type: 'https://onefront.dev/problems/unavailable', retryAfter: 1 });
    expect(JSON.stringify(body)).not.toContain('db-7');
  });

  it('invalid input names each field by JSON Pointer', async () => {
    const wrong = { channel: 'web', lines: [{ sku: 'A', quantity: 0, 'a/b~c': 1 }], buyer: { email: 'nope' }, extra: 1 };
    const { status, body } = await post(wrong);
    expect(status).toBe(422);
    expect(body['type']).toBe('https://onefront.dev/problems/invalid');
    expect((body['errors'] as Array<{ path: string }>).map((error) => error.path).sort()).toEqual(['/buyer/email', '/extra', '/lines/0/a~1b~0c', '/lines/0/quantity']);
    expect(await post({ channel: 'web', lines: [], buyer: { id: 'c-1' } })).toMatchObject({ status: 201 });
  });

  it('what is not HTTP is answered on the bare socket', async () => {
    const socket = connect(port, '127.0.0.1').end('NONSENSE\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 400 .*\r\ncontent-type: application\/problem\+json/);
  });
});
