import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Proxy } from '../src/cluster/proxy.js';

describe('a proxy before a port', () => {
  let server: Server;
  let proxy: Proxy;
  let accepted: Socket[];
  const clients: Socket[] = [];

  beforeEach(async () => {
    accepted = [];
    server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      accepted.push(socket);
      server.emit('here', socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await Proxy.before((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
    for (const socket of accepted) socket.destroy();
    server.close();
  });

  async function call(): Promise<{ client: Socket; behind: Socket }> {
    const here = once(server, 'here') as Promise<[Socket]>;
    const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => undefined);
    clients.push(client);
    return { client, behind: (await here)[0] };
  }

  /** Resolves when it is closed, whether by an error or not. */
  const closed = (socket: Socket) => new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  /** Resolves with what arrives next. */
  const next = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0]);

  it('passes bytes both ways, large ones too, and the end of either side', async () => {
    const { client, behind } = await call();
    const large = 'x'.repeat(3_000_000);
    let got = '';
    behind.on('data', (piece) => (got += piece.toString()));
    client.end(large);
    await once(behind, 'end');
    expect(got === large).toBe(true);
    const heard = next(client);
    behind.end('thanks');
    expect(await heard).toBe('thanks');
    await once(client, 'end');
  });

  it('swallows one way while the other goes on, and ends what was cut when it heals', async () => {
    const { client, behind } = await call();
    proxy.cut('up');
    client.write('lost');
    const heard = next(client);
    behind.write('heard');
    expect(await heard).toBe('heard');
    const silent = jest.fn();
    behind.on('data', silent);
    const ended = Promise.all([closed(client), closed(behind)]);
    proxy.heal();
    await ended;
    expect(silent).not.toHaveBeenCalled();
    const again = await call();
    again.client.write('again');
    expect(await next(again.behind)).toBe('again');
  });

  it('leaves the other side in the dark when one goes behind a cut', async () => {
    const { client, behind } = await call();
    proxy.cut('both');
    client.destroy();
    await closed(client);
    const later = await call();
    expect(behind.destroyed).toBe(false);
    const gone = Promise.all([closed(behind), closed(later.client)]);
    later.client.write('lost');
    // The proxy has heard of the death and of the bytes once it serves a later connection.
    await call();
    proxy.heal();
    await gone;
  });

  it('keeps connections over a cut in which nothing was said', async () => {
    const { client, behind } = await call();
    client.write('before');
    expect(await next(behind)).toBe('before');
    proxy.cut('both');
    proxy.heal();
    client.write('after');
    expect(await next(behind)).toBe('after');
  });

  it('resets so many of a hundred, open ones and new ones', async () => {
    const pairs = [];
    for (let n = 0; n < 10; n += 1) pairs.push(await call());
    let codes: string[] = [];
    for (const { client } of pairs) client.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code!));
    const someClosed = (count: number) => new Promise<void>((resolve) => {
      let left = count;
      for (const { client } of pairs) client.once('close', () => (left -= 1) === 0 && resolve());
    });
    const two = someClosed(2);
    proxy.reset(20);
    await two;
    expect(codes).toEqual(['ECONNRESET', 'ECONNRESET']);
    codes = [];
    proxy.reset(100);
    const refused = connect(proxy.port, '127.0.0.1');
    clients.push(refused);
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  it('delays every piece and keeps their order, also when the delay ends', async () => {
    const { client, behind } = await call();
    proxy.delay(20);
    const from = performance.now();
    client.write('a');
    expect(await next(behind)).toBe('a');
    expect(performance.now() - from).toBeGreaterThan(15);
    proxy.delay(60_000);
    let got = '';
    behind.on('data', (piece) => (got += piece.toString()));
    const ended = once(behind, 'end');
    client.write('b');
    client.end('c');
    await call();
    proxy.heal();
    await ended;
    expect(got).toBe('bc');
  });

  it('ends a connection whose target is not there', async () => {
    const nobody = await Proxy.before(1);
    const client = connect(nobody.port, '127.0.0.1');
    client.on('error', () => undefined);
    await closed(client);
    await nobody.close();
  });
});
