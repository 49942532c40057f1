import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { definitions } from './definitions.js';
import { generatedDocuments } from './documents.js';

const checkout = resolve(__dirname, '../../../..');

describe('generated documents', () => {
  it.each(generatedDocuments())('$path is what the code says (npm run generate)', ({ path, text }) => {
    expect(readFileSync(resolve(checkout, path), 'utf8')).toBe(text);
  });

  it('speak of every service in apps/', () => {
    const apps = resolve(checkout, 'apps');
    const services = readdirSync(apps).filter((name) => existsSync(resolve(apps, name, 'src', `${name}.definition.ts`)));
    expect(definitions.map(({ name }) => name).sort()).toEqual(services.sort());
  });
});
