import { createServer, request as ask, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { guardConnections, type ConnectionRules } from './connections.js';

const TIMES = { look: 50, body: 1_500, window: 1_000, reader: 1_000, rest: 300 };
const MB = 1024 * 1024;

describe('connections', () => {
  let server: Server;
  let guard: { close(): void };
  let cut: string[];
  const sockets: Socket[] = [];

  const serve = async (listener: RequestListener, rules: Partial<ConnectionRules> = {}): Promise<number> => {
    cut = [];
    server = createServer(listener);
    guard = guardConnections(server, { most: 50, patient: (url) => url === '/file', cut: (reason) => void cut.push(reason), times: TIMES, ...rules });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const open = (port: number): { socket: Socket; text: () => string; closed: Promise<void> } => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined).on('data', (data) => { text += data.toString(); });
    return { socket, text: () => text, closed: new Promise((resolve) => socket.once('close', () => resolve())) };
  };
  const until = async (condition: () => boolean) => { while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20)); };
  const swallow: RequestListener = (request, response) => { request.resume().on('end', () => response.end('done')); };
  afterEach(async () => {
    guard.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('that trickle a body are told 408 and end', async () => {
    const { socket, text, closed } = open(await serve(swallow));
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 100);
    await closed;
    clearInterval(drip);
    expect([text().split('\r\n')[0], cut]).toEqual(['HTTP/1.1 408 Request timeout', ['slow-body']]);
    expect(text()).toContain('application/problem+json');
  });

  /** Sends 20 kB ten times a second for three seconds: longer than a usual body may take. */
  const upload = (port: number, path: string) => new Promise<string>((resolve) => {
    const request = ask({ port, host: '127.0.0.1', method: 'POST', path }, (answer: IncomingMessage) => { answer.resume(); resolve(String(answer.statusCode)); });
    request.on('error', () => resolve('cut'));
    let left = 30;
    const step = setInterval(() => {
      left -= 1;
      if (left > 0) return void request.write(Buffer.alloc(20_000));
      clearInterval(step);
      request.end();
    }, 100);
  });
  it('that bring a file may take their time, as long as it goes on; others may not', async () => {
    const port = await serve(swallow);
    expect(await Promise.all([upload(port, '/file'), upload(port, '/other')])).toEqual(['200', '408']);
    expect(cut).toEqual(['slow-body']);
  });

  it('are not blamed while it is we who do not read', async () => {
    let held: IncomingMessage | undefined;
    const port = await serve((request, response) => { held = request; request.on('end', () => response.end()); });
    const request = ask({ port, host: '127.0.0.1', method: 'POST', path: '/file' });
    const answered = new Promise<number>((resolve, reject) => request.on('error', reject).on('response', (answer) => { answer.resume(); resolve(answer.statusCode!); }));
    request.end(Buffer.alloc(8 * MB));
    await until(() => held !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 3 * TIMES.window));
    held!.resume();
    expect([await answered, cut]).toEqual([200, []]);
  });

  it('that do not read their answer end, however often something is added to it', async () => {
    const port = await serve((_request, response) => {
      response.write(Buffer.alloc(16 * MB));
      const heartbeat = setInterval(() => response.write(': still here\n\n'), 100);
      response.once('close', () => clearInterval(heartbeat));
    });
    const { socket, closed } = open(port);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => cut.length > 0);
    socket.resume();
    await closed;
    expect(cut).toEqual(['slow-reader']);
  });

  it('that read slowly are served to the end', async () => {
    const size = 4 * MB;
    const port = await serve((_request, response) => void response.end(Buffer.alloc(size)));
    const { socket, closed } = open(port);
    let bytes = 0;
    socket.on('data', (data) => { bytes += data.length; socket.pause(); setTimeout(() => socket.resume(), 20); });
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    await closed;
    expect([bytes >= size, cut]).toEqual([true, []]);
  });

  it('that go on sending a body that was answered already end', async () => {
    const { socket, text, closed } = open(await serve((_request, response) => void response.writeHead(401).end('no')));
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    const flood = setInterval(() => socket.write('400\r\n' + 'x'.repeat(1024) + '\r\n'), 20);
    await closed;
    clearInterval(flood);
    expect([text().split('\r\n')[0], cut]).toEqual(['HTTP/1.1 401 Unauthorized', ['unread-body']]);
  });

  it('are no more than a process can keep', async () => {
    const port = await serve(swallow, { most: 5 });
    const all = Array.from({ length: 12 }, () => open(port));
    await until(() => cut.length >= 7);
    const rest = all.filter(({ socket }) => !socket.destroyed);
    expect(cut).toEqual(Array.from({ length: 7 }, () => 'too-many'));
    await until(() => rest.length >= 5);
  });
});
