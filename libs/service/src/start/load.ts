import { hostname } from 'node:os';
import { loadConfig, type ConfigEntries, type ConfigOf, type Environment } from '../config/define.js';
import { checkServiceConfig, httpConfig, keyringConfig, serviceConfig, type HttpConfig, type KeyringConfig, type ServiceConfig } from '../config/service-config.js';
import type { ServiceDefinition, WorkPart } from './definition.js';

/** Everything that was configured, with the entries that only some services have. */
export type LoadedConfig<E extends ConfigEntries> = ServiceConfig & ConfigOf<E> & Partial<KeyringConfig> & Partial<HttpConfig> & { readonly INSTANCE_ID: string };

/** All entries of one service: common ones, those of what it uses, its own. The chart is compared with this. */
export function entriesOf(definition: Pick<ServiceDefinition, 'config' | 'keyring' | 'http'>): ConfigEntries {
  return { ...serviceConfig, ...(definition.keyring ? keyringConfig : {}), ...(definition.http ? httpConfig : {}), ...definition.config };
}

/** What a process of this service does, by its configuration. */
export function partOf<E extends ConfigEntries>(definition: Pick<ServiceDefinition<E>, 'partOf'>, config: ConfigOf<E>): WorkPart {
  return definition.partOf?.(config) ?? { hears: true, tells: true, answers: true };
}

/** Throws `ConfigError`, listing all problems. */
export function loadServiceConfig<E extends ConfigEntries>(definition: ServiceDefinition<E>, environment?: Environment): LoadedConfig<E> {
  const check = (config: ConfigOf<ConfigEntries>) => [
    ...checkServiceConfig(config as ServiceConfig),
    ...(definition.check?.(config as ConfigOf<E>) ?? []),
  ];
  const config = loadConfig(entriesOf(definition as unknown as ServiceDefinition), environment, check) as LoadedConfig<E>;
  return { ...config, INSTANCE_ID: config.INSTANCE_ID ?? `${definition.name}-${hostname()}-${process.pid}` };
}

/** The values of all secret entries and the passwords inside them, for the filter of the log. */
export function secretsOf(entries: ConfigEntries, config: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(entries).filter(([, entry]) => entry.secret).flatMap(([name]) => secretTexts(config[name]));
}

function secretTexts(value: unknown): string[] {
  if (Buffer.isBuffer(value)) return [value.toString('base64'), value.toString('base64url')];
  if (typeof value !== 'string') return [];
  const password = URL.canParse(value) ? new URL(value).password : '';
  // A short password such as `dev` would blank out ordinary words; secretFilter leaves those alone.
  return password ? [value, password, decodeURIComponent(password)] : [value];
}
