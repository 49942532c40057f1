import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { generatedDocuments } from './generate/documents.js';

/** `npm run generate`: writes what is generated from code, and says what has changed. */
const checkout = resolve(__dirname, '../../..');

for (const { path, text } of generatedDocuments()) {
  const file = resolve(checkout, path);
  const same = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (!same) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  process.stdout.write(`${same ? 'as it was' : 'written  '}  ${path}\n`);
}
