import { startMarketplace } from './server.js';

/** `PORT` (0 picks a free one), and `API_KEY` when callers shall have to show one. Prints where it listens. */
const apiKey = process.env['API_KEY'];
void startMarketplace({ port: Number(process.env['PORT'] ?? 4000), ...(apiKey ? { apiKey } : {}) }).then(({ port, close }) => {
  console.log(JSON.stringify({ msg: 'the simulated marketplace listens', port }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void close());
});
