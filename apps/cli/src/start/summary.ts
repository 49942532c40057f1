import { relative } from 'node:path';
import type { House } from './house.js';
import type { Places } from './places.js';

/** What a newcomer reads when it stands: what runs, where, and three commands that work when they are pasted. */
export function summary(house: House, places: Places, seconds: string): string {
  const credentials = relative(process.cwd(), places.credentials) || places.credentials;
  const read = `node -p "JSON.parse(require('fs').readFileSync('${credentials}')).`;
  const lines = [
    '',
    `Onefront is ready after ${seconds}.`,
    '',
    `  API          ${house.baseUrl}          what it can do: ${house.baseUrl}/docs`,
    `  bus          ${house.bus}`,
    `  databases    PostgreSQL on port ${house.postgres.port}, one per service`,
    `  processes    ${house.processes.map(({ name, pid }) => `${name} ${pid}`).join(', ')}`,
    `  logs         ${relative(process.cwd(), places.logs) || '.'}/<process>.log`,
    `  credentials  ${credentials}`,
    '',
    'Try it:',
    '',
    `  TOKEN=$(curl -s ${house.baseUrl}/oauth/token -u "$(${read}clientId")":"$(${read}clientSecret")" -d grant_type=client_credentials | node -p "JSON.parse(require('fs').readFileSync(0)).access_token")`,
    `  curl -s "${house.baseUrl}/v1/products?channel=web&limit=3" -H "Authorization: Bearer $TOKEN"`,
    `  curl -s ${house.baseUrl}/v1/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"channel":"till-leeds","lines":[{"sku":"MUG-SAGE","quantity":2}],"fulfillment":{"method":"carry-out","location":"leeds"},"payment":{"method":"cash"}}'`,
    '',
    'Ctrl-C stops everything; the next start finds the same data (npm start -- --fresh begins anew).',
    '',
  ];
  return lines.join('\n');
}
