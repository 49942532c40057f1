import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Delivery { readonly id: string; readonly type: string; readonly subject: string; readonly sequence: number; readonly trace: string | undefined; readonly taken: boolean }

/** A partner's endpoint: believes nothing that is not signed by its secret, and fails as it is told. */
export interface PartnerReceiver {
  readonly url: string;
  secret: string;
  /** How the next request is met: taken, answered with a status, left waiting, or cut off. */
  mood: (n: number) => 'take' | 'hang' | 'cut' | number;
  /** Everything that came, in the order of arrival. */
  readonly came: Delivery[];
  close(): Promise<void>;
}

export async function startPartnerReceiver(): Promise<PartnerReceiver> {
  const came: Delivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const headers = request.headers as Record<string, string>;
      // Throws for a wrong signature or time, as the partner's own library does.
      const event = new Webhook(receiver.secret).verify(text, headers) as { type: string; subject: string; sequence: string };
      const mood = receiver.mood(came.length);
      came.push({ id: headers['webhook-id']!, type: event.type, subject: event.subject, sequence: Number(event.sequence), trace: headers['traceparent'], taken: mood === 'take' });
      answer(response, mood);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: PartnerReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, secret: '', mood: () => 'take', came,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
  return receiver;
}

function answer(response: ServerResponse, mood: ReturnType<PartnerReceiver['mood']>): void {
  if (mood === 'hang') return;
  if (mood === 'cut') response.destroy();
  else response.writeHead(mood === 'take' ? 204 : mood).end();
}
