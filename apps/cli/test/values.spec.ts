import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfigDescription } from '@onefront/service';
import { parse } from 'yaml';
import { configurationOf, definitions } from '../src/generate/definitions.js';
import { chartSets, notInTheChart } from '../src/generate/values-schema.js';

/** deploy/helm/values.yaml shows an operator every entry, with the default that holds without the chart. */
interface Values { config: Record<string, unknown>; services: Record<string, { config: Record<string, unknown>; secrets: string[]; optionalSecrets?: string[]; keyring?: boolean; http?: boolean }> }
const values = parse(readFileSync(resolve(__dirname, '../../../deploy/helm/values.yaml'), 'utf8')) as Values;
const shown = (name: string, entry: string): unknown => values.services[name]!.config[entry] ?? values.config[entry];
/** One image in production, but not one process: each role of the gateway is a deployment of its own. */
const split = ['ROLES'];
const chosen = (entry: ConfigDescription) => !(entry.name in chartSets) && !(entry.name in notInTheChart);

describe.each(definitions.map((definition) => [definition.name, definition] as const))('values of %s', (name, definition) => {
  const entries = configurationOf(definition).filter(chosen);

  it('show every entry that may be set', () => {
    expect(entries.filter((entry) => !entry.secret && shown(name, entry.name) === undefined).map((entry) => entry.name)).toEqual([]);
  });

  it('repeat the defaults of the code, or leave them to it', () => {
    const other = entries.filter((entry) => entry.default !== undefined && !split.includes(entry.name) && !['', entry.default].includes(String(shown(name, entry.name) ?? '')));
    expect(other.map((entry) => [entry.name, shown(name, entry.name), entry.default])).toEqual([]);
  });

  it('take each secret from somewhere', () => {
    const { secrets, optionalSecrets = [], keyring } = values.services[name]!;
    const taken = [...secrets, ...optionalSecrets, 'KAFKA_SASL_PASSWORD', ...(keyring ? ['KEYRING_DATABASE_URL', 'KEYRING_PEPPER'] : [])];
    expect(taken.sort()).toEqual(entries.filter((entry) => entry.secret).map((entry) => entry.name).sort());
  });

  it('say what the service is', () => {
    expect(Boolean(values.services[name]!.http)).toBe(Boolean(definition.http));
    expect(Boolean(values.services[name]!.keyring)).toBe(Boolean(definition.keyring));
  });
});
