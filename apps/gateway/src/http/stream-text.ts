import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Gateway } from '../gateway.js';

/** Sends text as it is made, no faster than it is taken. What breaks in the middle breaks the connection, so that nobody takes a part for the whole. */
export function streamText({ logger }: Gateway, pieces: AsyncIterable<string>, headers: Readonly<Record<string, string>>): (response: ServerResponse) => void {
  const send = async (response: ServerResponse): Promise<void> => {
    response.writeHead(200, headers);
    for await (const piece of pieces) {
      if (response.destroyed) return;
      if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  };
  return (response) => void send(response).catch((error: unknown) => {
    logger.warn({ error }, 'a stream was cut');
    response.destroy();
  });
}
