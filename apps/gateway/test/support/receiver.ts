import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received { readonly id: string; readonly subject: string; readonly sequence: number; readonly type: string; readonly headers: IncomingHttpHeaders; readonly body: string; readonly status: number }

/** A partner's endpoint on loopback: notes everything that comes, answers as it is told. */
export interface Receiver {
  readonly url: string;
  /** Everything that came, failed or not, in the order of arrival. */
  readonly received: Received[];
  /** What was answered 2xx. */
  taken(): Received[];
  /** How the next requests are answered; a function that does not end the response leaves the caller waiting. */
  answer(how: (received: Omit<Received, 'status'>, response: ServerResponse) => number | undefined): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let how: Parameters<Receiver['answer']>[0] = () => 204;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { subject, sequence, type } = JSON.parse(body) as { subject: string; sequence: string; type: string };
      const one = { id: String(request.headers['webhook-id']), subject, sequence: Number(sequence), type, headers: request.headers, body };
      const status = how(one, response);
      received.push({ ...one, status: status ?? 0 });
      if (status !== undefined) response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    taken: () => received.filter((one) => one.status >= 200 && one.status < 300),
    answer: (next) => { how = next; },
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

/** Whether one of the signatures is of this secret, as a receiver checks it. */
export function verifies({ headers, body }: Pick<Received, 'headers' | 'body'>, secret: string): boolean {
  const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`);
}
