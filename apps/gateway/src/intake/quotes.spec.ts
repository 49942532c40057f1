import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quoteAnswer, type PricingRequest } from '@onefront/contracts';
import { Quotes } from './quotes.js';

const request = { channel: 'web' } as unknown as PricingRequest;
const problem = quoteAnswer.parse({ problem: { type: 't', title: 'T', status: 409, detail: 'because' } });

describe('quotes', () => {
  let server: Server;
  let asked = 0;
  /** The first so many requests find their connection broken. */
  let broken = 0;
  let quotes: Quotes;

  beforeEach(async () => {
    [asked, broken] = [0, 0];
    server = createServer((incoming, answer) => {
      asked++;
      if (asked <= broken) incoming.socket.destroy();
      else answer.end(JSON.stringify(problem));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    quotes = new Quotes(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await quotes.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('are asked again when the connection broke', async () => {
    broken = 1;
    expect(await quotes.ask(request)).toEqual(problem);
    expect(asked).toBe(2);
  });

  it('are asked twice at most', async () => {
    broken = 5;
    await expect(quotes.ask(request)).rejects.toMatchObject({ code: 'quotes-unavailable', kind: 'unavailable' });
    expect(asked).toBe(2);
  });
});
