import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError, defineConfig, describeConfig, loadConfig } from './define.js';
import { flag, list, port, postgresAddress, secretBytes, text, wholeNumber } from './kinds.js';
import { checkServiceConfig, serviceConfig } from './service-config.js';

const entries = defineConfig({
  URL: { schema: postgresAddress(), secret: true, doc: 'Where rows live.' },
  RETRIES: { schema: wholeNumber(0, 9), default: '3', doc: 'How often to try.' },
  PEERS: { schema: list().optional(), doc: 'Who else runs.' },
  VERBOSE: { schema: flag(), default: 'false', doc: 'Says more.' },
  WEB_PORT: { schema: port(), default: '80', doc: 'Where to listen.' },
});
const url = 'postgres://app:s3cr3t-canary@db/app';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(entries, environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
}

describe('configuration', () => {
  it('is typed, with defaults, and empty text counts as not set', () => {
    const config = loadConfig(entries, { URL: url, PEERS: 'a:1, b:2,', VERBOSE: '', WEB_PORT: '0' });
    const typed: { URL: string; RETRIES: number; PEERS?: string[] | undefined; VERBOSE: boolean; WEB_PORT: number } = config;
    expect(typed).toEqual({ URL: url, RETRIES: 3, PEERS: ['a:1', 'b:2'], VERBOSE: false, WEB_PORT: 0 });
    expect(loadConfig(entries, { URL: url }).PEERS).toBeUndefined();
  });

  it('reads a secret from a file, and only a secret', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'config-')), 'url');
    writeFileSync(file, `${url}\n`);
    expect(loadConfig(entries, { URL_FILE: file }).URL).toBe(url);
    expect(problemsOf({ URL_FILE: file, URL: url })).toEqual(['URL and URL_FILE are both set. Keep one of them.']);
    expect(problemsOf({ URL_FILE: '/not/there' })).toEqual(['URL_FILE names /not/there, which cannot be read (ENOENT). Mount the file or set URL.']);
    expect(loadConfig(entries, { URL: url, RETRIES_FILE: file }).RETRIES).toBe(3);
  });

  it('tells every mistake at once, each with what to do, and never a secret', () => {
    const problems = problemsOf({ URL: 'mysql://app:s3cr3t-canary@db/app', RETRIES: '1e3', VERBOSE: 'yes', WEB_PORT: '70000' });
    expect(problems).toHaveLength(4);
    expect(problems[0]).toBe('URL is set, but its value does not fit (not an address like postgres://... or postgresql://...). Where rows live. Set it to an address like postgres://... or postgresql://....');
    expect(problems[1]).toMatch(/^RETRIES is "1e3", which does not fit \(not a whole number\)\. How often to try\. Set it to a whole number from 0 to 9\.$/);
    expect(problems[3]).toContain('greater than 65535');
    expect(problems.join()).not.toContain('canary');
    expect(problemsOf({})).toEqual(['URL is missing. Where rows live. Set URL or URL_FILE to an address like postgres://... or postgresql://....']);
  });

  it.each(['WEB_PROT', 'WEB_POTR', 'WEBPORT', 'WEB_PORTS', 'web_port'])('takes %s for a misspelled entry', (name) => {
    expect(problemsOf({ URL: url, [name]: '1' })).toEqual([`${name} is not an entry. Did you mean WEB_PORT? Rename it or remove it.`]);
  });

  it('leaves strangers alone, and names that are near to an entry which is set', () => {
    expect(problemsOf({ URL: url, PATH: '/bin', HOME: '/', WEB_SPORT: '1', WEB_PORT: '2' })).toEqual([]);
  });

  it('refuses definitions that nobody could use', () => {
    expect(() => defineConfig({ lower: { schema: text(), doc: 'x' } })).toThrow(/written like/);
    expect(() => defineConfig({ A: { schema: text(), doc: ' ' } })).toThrow(/sentence/);
    expect(() => defineConfig({ A: { schema: port(), doc: 'x', default: 'http' } })).toThrow(/own default/);
    expect(() => defineConfig({ A: { schema: text(), doc: 'x', default: 'root', secret: true } })).toThrow(/no default/);
  });

  it('describes itself', () => {
    expect(describeConfig(entries)).toContainEqual({ name: 'RETRIES', doc: 'How often to try.', expects: 'a whole number from 0 to 9', required: false, secret: false, default: '3' });
    expect(describeConfig(entries)).toContainEqual({ name: 'PEERS', doc: 'Who else runs.', expects: 'a list separated by commas', required: false, secret: false });
    expect(describeConfig(entries).filter((entry) => entry.required).map((entry) => entry.name)).toEqual(['URL']);
  });

  it('wants 32 bytes of pepper', () => {
    const bytes = Buffer.alloc(32, 7);
    expect(secretBytes().parse(bytes.toString('base64'))).toEqual(bytes);
    expect(secretBytes().parse(bytes.toString('base64url'))).toEqual(bytes);
    expect(secretBytes().safeParse(Buffer.alloc(31).toString('base64')).success).toBe(false);
    expect(secretBytes().safeParse('not base64!').success).toBe(false);
  });
});

describe('the entries of every service', () => {
  const load = (environment: Record<string, string>) => loadConfig(serviceConfig, { DATABASE_URL: 'postgres://app:Xk29fPq@db/app', ...environment }, checkServiceConfig);

  it('take Kafka in production and the embedded log in development only', () => {
    expect(load({ KAFKA_BROKERS: 'a:9092,b:9092' }).KAFKA_BROKERS).toEqual(['a:9092', 'b:9092']);
    expect(load({ STAGE: 'development', BUS_DATABASE_URL: 'postgres://db/bus' }).STAGE).toBe('development');
    expect(() => load({ BUS_DATABASE_URL: 'postgres://db/bus' })).toThrow(/embedded log is for development/);
    expect(() => load({ STAGE: 'development' })).toThrow(/There is no bus/);
  });

  it.each(['postgres', 'Password', 'changeme'])('refuse the password %s in production and take it in development', (password) => {
    const environment = { KAFKA_BROKERS: 'a:9092', DATABASE_URL: `postgres://app:${password}@db/app` };
    expect(() => load(environment)).toThrow(/DATABASE_URL has a well-known password/);
    expect(() => load({ ...environment, STAGE: 'development' })).not.toThrow();
  });

  it('refuse well-known secrets of any service in production, and a secret of one byte', () => {
    const own = { ...serviceConfig, ADMIN_CLIENT_SECRET: { schema: text(), secret: true, doc: 'x' }, PEPPER: { schema: secretBytes(), secret: true, doc: 'x' } };
    const given = { DATABASE_URL: 'postgres://app:Xk29fPq@db/app', KAFKA_BROKERS: 'a:9092', ADMIN_CLIENT_SECRET: 'ChangeMe', PEPPER: Buffer.alloc(32, 7).toString('base64') };
    expect(() => loadConfig(own, given, checkServiceConfig)).toThrow(/ADMIN_CLIENT_SECRET is a well-known password[^]*PEPPER is one byte/);
    expect(() => loadConfig(own, { ...given, STAGE: 'development' }, checkServiceConfig)).not.toThrow();
  });

  it('want user and password with a SASL mechanism', () => {
    expect(() => load({ KAFKA_BROKERS: 'a:9092', KAFKA_SASL_MECHANISM: 'plain' })).toThrow(/needs KAFKA_SASL_USERNAME/);
  });
});
