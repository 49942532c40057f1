import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadServiceConfig, type ServiceDefinition } from '@onefront/service';
import { parse } from 'yaml';
import { topicsConfig } from '../src/commands/topics.js';
import { configurationOf, definitions } from '../src/generate/definitions.js';
import { infrastructureDatabases, services } from '../src/start/plan.js';

/** deploy/compose.yaml read as Docker would, without Docker: references resolve, and each service accepts its environment. */
const checkout = resolve(__dirname, '../../..');
const text = readFileSync(resolve(checkout, 'deploy/compose.yaml'), 'utf8');

interface ComposeService {
  image: string;
  build?: { context: string; dockerfile: string; args: { SERVICE: string } };
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  volumes?: string[];
  ports?: string[];
  [key: string]: unknown;
}
const compose = parse(text, { merge: true }) as { services: Record<string, ComposeService>; volumes: Record<string, null> };
const made = Object.fromEntries(execFileSync(process.execPath, [resolve(checkout, 'deploy/docker/make-env.mjs')], { encoding: 'utf8' }).trim().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

/** `${NAME}`, `${NAME:-otherwise}`, `${NAME:?message}` as Docker fills them in. */
function filled(value: string): string {
  return value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string | undefined, rest: string) => {
    if (name in made) return made[name]!;
    if (kind === '-') return rest;
    throw new Error(`${name} is in no environment`);
  });
}
const environmentOf = (name: string) => Object.fromEntries(Object.entries(compose.services[name]!.environment ?? {}).map(([entry, value]) => [entry, filled(String(value))]));

describe('deploy/compose.yaml', () => {
  it('runs every service, what they stand on, the admin step and the simulated marketplace', () => {
    expect(Object.keys(compose.services).sort()).toEqual([...services, 'kafka', 'postgres', 'simulator', 'topics'].sort());
  });

  it.each(definitions.map((definition) => [definition.name, definition] as const))('gives %s an environment that it accepts', (name, definition) => {
    expect(() => loadServiceConfig(definition as unknown as ServiceDefinition, environmentOf(name))).not.toThrow();
    const entries = configurationOf(definition).map((entry) => entry.name);
    expect(Object.keys(environmentOf(name)).filter((entry) => !entries.includes(entry))).toEqual([]);
  });

  it('gives the admin step entries that it knows', () => {
    expect(Object.keys(environmentOf('topics')).filter((entry) => !(entry in topicsConfig))).toEqual([]);
    expect(environmentOf('topics')['TOPIC_PARTITIONS']).toBe(environmentOf('catalog')['TOPIC_PARTITIONS']);
  });

  it('names nothing that is not there', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect([name, other, compose.services[other] !== undefined]).toEqual([name, other, true]);
        if (condition === 'service_healthy') expect([name, other, compose.services[other]?.healthcheck !== undefined]).toEqual([name, other, true]);
      }
      for (const volume of service.volumes ?? []) {
        const source = volume.split(':')[0]!;
        expect([volume, source.startsWith('.') ? existsSync(resolve(checkout, 'deploy', source)) : source in compose.volumes]).toEqual([volume, true]);
      }
      if (service.build) {
        expect(existsSync(resolve(checkout, 'deploy', service.build.context, service.build.dockerfile))).toBe(true);
        expect(existsSync(resolve(checkout, 'apps', service.build.args.SERVICE, 'package.json'))).toBe(true);
        expect(service.image).toBe(`onefront/${service.build.args.SERVICE}:0.1.0`);
      }
    }
  });

  it('has a database for every address', () => {
    const script = readFileSync(resolve(checkout, 'deploy/docker/databases.sh'), 'utf8');
    const there = /for name in ([^;]+);/.exec(script)![1]!.split(' ');
    expect(there.sort()).toEqual([...services, ...infrastructureDatabases.filter((name) => name !== 'bus')].sort());
    const addresses = Object.keys(compose.services).flatMap((name) => Object.values(environmentOf(name)).filter((value) => value.startsWith('postgres://')));
    expect(addresses.length).toBeGreaterThanOrEqual(services.length);
    for (const address of addresses) expect(there).toContain(new URL(address).pathname.slice(1));
  });

  it('opens no port to the outside', () => {
    for (const { ports = [] } of Object.values(compose.services)) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});

describe('deploy/docker/service.Dockerfile', () => {
  const recipe = readFileSync(resolve(checkout, 'deploy/docker/service.Dockerfile'), 'utf8');

  it('runs as nobody special, with node as process 1, on the Node that the suites run on', () => {
    expect(recipe).toMatch(/^USER 1000:1000$/m);
    expect(recipe).toMatch(/^ENTRYPOINT \["node",/m);
    expect(recipe).not.toMatch(/^(CMD|ENTRYPOINT) npm/m);
    expect(recipe).toMatch(/NODE_IMAGE=node:20\./);
  });

  it('never runs the install scripts of packages', () => {
    for (const line of recipe.split('\n').filter((one) => /\bnpm (ci|install)\b/.test(one))) expect(line).toContain('--ignore-scripts');
  });

  it('copies only what exists, for every project with a main', () => {
    for (const [, files] of recipe.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) for (const file of files!.split(' ')) expect([file, existsSync(resolve(checkout, file))]).toEqual([file, true]);
    const apps = readdirSync(resolve(checkout, 'apps')).filter((name) => existsSync(resolve(checkout, 'apps', name, 'src/main.ts')));
    expect(apps).toEqual(expect.arrayContaining(['catalog', 'cli', 'gateway']));
  });
});
