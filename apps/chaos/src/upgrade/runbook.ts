import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startProcess } from '@onefront/local';
import { checkout } from '../cluster/build-copy.js';

/** What a platform does for the words of the runbook; `service` is the word's first argument. */
export interface Platform {
  stop_service(service: string): Promise<void>;
  restore_database(service: string): Promise<void>;
  start_service(service: string): Promise<void>;
}

/** The commands (blocks marked `sh`) under one heading of a page in docs/, as one script. Throws when there are none. */
export function commandsOf(page: string, heading: string): string {
  const text = readFileSync(join(checkout, 'docs', page), 'utf8');
  const section = new RegExp(`^(#+) ${heading}$([\\s\\S]*?)(?=^#|(?![\\s\\S]))`, 'm').exec(text)?.[2] ?? '';
  const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
  if (blocks.length === 0) throw new Error(`docs/${page} has no commands under "${heading}"`);
  return blocks.join('\n');
}

/** Runs commands of a runbook as they stand, in bash; the first that fails ends it. Gives what was written; rejects with it when a command failed. */
export async function follow(commands: string, platform: Platform, env: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer((request, response) => {
    const [, word, service] = request.url!.split('/') as [string, keyof Platform, string];
    platform[word](service).then(() => response.end(), (error: Error) => response.writeHead(500).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const call = `fetch(process.argv[1]).then(async (answer) => { if (!answer.ok) { console.error(await answer.text()); process.exit(1); } })`;
  const words = (['stop_service', 'restore_database', 'start_service'] as const).map((word) => `${word}() { node -e '${call}' "$PLATFORM/${word}/$1"; }`);
  const script = ['set -euo pipefail', 'onefront() { node "$CHECKOUT/apps/cli/dist/main.js" "$@"; }', ...words, 'set -x', commands].join('\n');
  try {
    return await bash(script, { ...env, CHECKOUT: checkout, PLATFORM: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function bash(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  const lines: string[] = [];
  const child = await startProcess({ name: 'runbook', command: 'bash', args: ['-c', script], env, onLine: (line) => lines.push(line) });
  const { code } = await child.exited;
  const output = `${lines.join('\n')}\n`;
  if (code !== 0) throw new Error(`the runbook ended with ${code}:\n${output.slice(-8000)}`);
  return output;
}
