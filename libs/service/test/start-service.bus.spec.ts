import { Agent, request } from 'node:http';
import type { Server } from 'node:http';
import { waitFor } from '@onefront/testing';
import { echoService } from './support/echo.definition.js';
import { echoWorld, type EchoWorld } from './support/environment.js';
import { startService, type RunningService } from '../src/start/start-service.js';

const connectionsOf = (running: RunningService): Promise<number> =>
  new Promise((resolve, reject) => {
    (running.app.getHttpServer() as Server).getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });

describe('a service', () => {
  let world: EchoWorld;
  let running: RunningService;
  /** One request on a connection of this agent, read to its end. */
  const ask = (agent: Agent) => new Promise((resolve, reject) => {
    request({ agent, host: '127.0.0.1', port: running.httpPort, path: '/heard' }, (answer) => answer.resume().once('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }))).once('error', reject).end();
  });
  const get = async (path: string, port = running.metricsPort) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  const start = () => startService(echoService(world.name, world.topic), world.environment) as unknown as Promise<RunningService>;

  beforeEach(async () => {
    world = await echoWorld();
    running = await start();
  });
  afterEach(async () => {
    await running.close();
    await world.close();
  });

  it('hears its topic, once per message, and tells what it did at /metrics', async () => {
    await world.tell(7);
    await waitFor(async () => JSON.parse((await get('/heard', running.httpPort)).text).count === 7);
    const metrics = await get('/metrics');
    expect(metrics.text).toMatch(new RegExp(`onefront_messages_total\\{consumer="${world.name}",outcome="handled",service="${world.name}"\\} 7`));
    expect(metrics.text).toContain('onefront_consumer_assigned_partitions');
    expect(metrics.text).toContain(`onefront_consumer_lag{group="${world.name}",topic="${world.topic}"`);
    expect(metrics.text).toContain('nodejs_eventloop_lag_seconds');
    expect(metrics.text).toMatch(/onefront_outbox_oldest_age_seconds\{.*\} 0\n/);
    expect(metrics.text).toMatch(/onefront_http_request_duration_seconds_count\{.*method="GET",route="\/heard",status="200"/);
  });

  it('answers errors as problems, without a word about the inside', async () => {
    const refused = await get('/refused', running.httpPort);
    expect(refused).toMatchObject({ status: 409, type: 'application/problem+json' });
    expect(JSON.parse(refused.text)).toEqual({
      type: 'https://onefront.dev/problems/out-of-stock', title: 'Out of stock', status: 409, detail: 'not enough on hand', errors: [{ path: '/lines/0/sku', message: 'only 2 left' }],
    });
    const broken = await get('/broken', running.httpPort);
    expect(broken).toMatchObject({ status: 500, type: 'application/problem+json' });
    expect(broken.text).not.toMatch(/select|secret|at .*\.ts/);
  });

  it('stays ready and alive without its bus, and alive but not ready without its database', async () => {
    expect(await get('/health/ready')).toMatchObject({ status: 200 });
    await world.busDatabase?.drop();
    expect(await get('/health/ready')).toMatchObject({ status: 200 });
    expect(await get('/health/live')).toMatchObject({ status: 200 });
    expect(await get('/metrics')).toMatchObject({ status: 200 });
    await world.database.drop();
    await waitFor(async () => (await get('/health/ready')).status === 503, { what: 'readiness to notice' });
    expect((await get('/health/ready')).text).toContain('the database is away');
    await waitFor(async () => !/^onefront_outbox_rows/m.test((await get('/metrics')).text), { what: 'metrics to say nothing about an outbox that cannot be seen' });
    expect(await get('/health/live')).toMatchObject({ status: 200 });
  });

  it('is not ready while it stops, and closes once', async () => {
    const closing = running.close();
    const state = await running.parts.health.ready();
    expect(state).toEqual({ ok: false, reasons: ['the process is stopping'] });
    expect(await closing).toBe(true);
    expect(running.parts.stopping.aborted).toBe(true);
    expect(await running.close()).toBe(true);
    await expect(get('/health/live')).rejects.toThrow();
  });

  it('answers what it has accepted before it ends', async () => {
    const pending = get('/until-stopping', running.httpPort);
    await waitFor(async () => (await connectionsOf(running)) > 0, { what: 'the request to arrive' });
    expect(await running.close()).toBe(true);
    expect(await pending).toMatchObject({ status: 200, text: '{"ended":"in order"}' });
  });

  it('lets callers go before it stops listening', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await ask(agent)).toEqual({ status: 200, connection: 'keep-alive' });
    const closing = running.close();
    expect(await ask(agent)).toEqual({ status: 200, connection: 'close' });
    expect(await ask(new Agent())).toEqual({ status: 200, connection: 'close' });
    expect(running.parts.stopping.aborted).toBe(false);
    expect(await closing).toBe(true);
    await expect(ask(agent)).rejects.toThrow('ECONNREFUSED');
  });

  it('runs beside another of its kind in one process, with metrics of its own', async () => {
    const second = await start();
    await world.tell(5);
    await waitFor(async () => JSON.parse((await get('/heard', second.httpPort)).text).count === 5);
    expect(await second.close()).toBe(true);
    expect(await get('/health/ready')).toMatchObject({ status: 200 });
  });
});

describe('a service that cannot start', () => {
  it('says which topics are missing in production, and leaves nothing open', async () => {
    const world = await echoWorld({ STAGE: 'production', START_WAIT_SECONDS: '1' });
    const definition = echoService(world.name, world.topic);
    // On pglog the check of the stage itself would refuse; the rule about topics is the same for both.
    if (world.busDatabase) await expect(startService(definition, world.environment)).rejects.toThrow(/embedded log is for development/);
    else await expect(startService(definition, world.environment)).rejects.toThrow(new RegExp(`${world.topic}.*deploy/topics.yaml`));
    await world.close();
  });

  it('gives up on a wrong password at once and on an absent server after the wait', async () => {
    const world = await echoWorld({ START_WAIT_SECONDS: '1' });
    const definition = echoService(world.name, world.topic);
    await expect(startService(definition, { ...world.environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(/did not answer within 1 s: .*ECONNREFUSED/);
    if (world.busDatabase) await expect(startService(definition, { ...world.environment, BUS_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(/^the bus did not answer within 1 s/);
    else await expect(startService(definition, { ...world.environment, KAFKA_BROKERS: '127.0.0.1:1' })).rejects.toThrow(/^the bus did not answer within 1 s/);
    const missing = new URL(world.database.url);
    missing.pathname = '/not_there';
    await expect(startService(definition, { ...world.environment, DATABASE_URL: missing.toString(), START_WAIT_SECONDS: '60' })).rejects.toThrow(/does not exist/);
    await world.close();
  });

  it('refuses a definition whose hears is not what it subscribes to', async () => {
    const world = await echoWorld();
    const definition = { ...echoService(world.name, world.topic), hears: [world.topic, 'onefront.orders'] };
    await expect(startService(definition, world.environment)).rejects.toThrow(/names onefront.orders in hears, but no controller subscribes/);
    await world.close();
  });
});
describe('services that start at the same moment', () => {
  it('all become ready on an empty database and an empty log', async () => {
    const world = await echoWorld();
    const start = () => startService(echoService(world.name, world.topic), world.environment);
    const all = await Promise.all([start(), start(), start(), start()]);
    await world.tell(3);
    await waitFor(async () => (await all[0]!.parts.database.read<{ count: number }>({ text: 'select count(*)::int as count from heard' })).rows[0]!.count === 3);
    expect(await Promise.all(all.map((running) => running.close()))).toEqual([true, true, true, true]);
    await world.close();
  });
});

