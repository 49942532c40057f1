import { ConfigError, describeConfig, type ConfigEntries } from '../config/define.js';
import { Health } from '../health.js';
import { createLogger } from '../logs/logger.js';
import { Closing } from './closing.js';
import type { ServiceDefinition } from './definition.js';
import { entriesOf, loadServiceConfig, secretsOf } from './load.js';
import { openMigrated } from './open-parts.js';
import { whenParentGone } from './parent.js';
import { startService, type RunningService } from './start-service.js';

/**
 * The whole life of a service as a process, for its `main.ts`. `--help` prints its configuration, `--migrate` brings its database
 * up to date and ends. Otherwise it serves until SIGTERM, SIGINT or the end of its parent, and exits with 0 when everything ended
 * in order, with 1 when not, when it could not start or when something failed that only a new process can mend.
 */
export async function runService<E extends ConfigEntries>(definition: ServiceDefinition<E>, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    if (args.includes('--help')) return void process.stdout.write(helpOf(definition as unknown as ServiceDefinition));
    if (args.includes('--migrate')) return await migrate(definition);
    await serve(definition);
  } catch (error) {
    process.stderr.write(`${definition.name} cannot start: ${error instanceof ConfigError ? error.message : wordsOf(error)}\n`);
    process.exit(1);
  }
}

async function serve<E extends ConfigEntries>(definition: ServiceDefinition<E>): Promise<void> {
  const config = loadServiceConfig(definition);
  const secrets = secretsOf(entriesOf(definition as unknown as ServiceDefinition), config);
  const logger = createLogger({ service: definition.name, instance: config.INSTANCE_ID, level: config.LOG_LEVEL, secrets });
  const starting = new AbortController();
  let running: RunningService<E> | undefined;
  let ending: string | undefined;
  const end = (reason: string) => {
    if (ending) return;
    ending = reason;
    logger.info({ reason }, 'stopping');
    if (running) void finish(running);
    else starting.abort();
  };
  const finish = async (service: RunningService<E>) => {
    const orderly = await service.close();
    logger.info({ orderly }, 'stopped');
    process.exit(orderly ? 0 : 1);
  };
  const die = (error: unknown, what: string) => {
    logger.fatal({ error }, what);
    process.exit(1);
  };
  process.on('uncaughtException', (error) => die(error, 'uncaught error'));
  process.on('unhandledRejection', (error) => die(error, 'unhandled rejection'));
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (config.ONEFRONT_PARENT) whenParentGone(() => end('the parent is gone'));
  try {
    running = await startService(definition, undefined, { signal: starting.signal, onFatal: (error) => die(error, 'a consumer cannot go on') });
  } catch (error) {
    if (ending) process.exit(0);
    throw error;
  }
  if (ending) await finish(running);
}

async function migrate<E extends ConfigEntries>(definition: ServiceDefinition<E>): Promise<void> {
  const config = loadServiceConfig(definition);
  const secrets = secretsOf(entriesOf(definition as unknown as ServiceDefinition), config);
  const logger = createLogger({ service: definition.name, instance: config.INSTANCE_ID, level: config.LOG_LEVEL, secrets });
  const closing = new Closing(logger);
  const health = new Health();
  closing.add('health', () => health.close());
  try {
    await openMigrated({ definition, config, logger, closing, health, stopping: new AbortController().signal });
    logger.info('the database is up to date');
  } finally {
    await closing.close(config.SHUTDOWN_DEADLINE_SECONDS * 1000);
  }
}

/** All entries as text. */
export function helpOf(definition: Pick<ServiceDefinition, 'name' | 'config' | 'keyring' | 'http'>): string {
  const lines = describeConfig(entriesOf(definition)).map((entry) => {
    const facts = [entry.expects, entry.required ? 'required' : entry.default === undefined ? 'optional' : `default ${entry.default}`, ...(entry.secret ? [`secret, or ${entry.name}_FILE`] : [])];
    return `  ${entry.name}\n      ${entry.doc}\n      (${facts.join('; ')})\n`;
  });
  return `Onefront ${definition.name}\n\n  --help     this text\n  --migrate  bring the database up to date and end\n\nConfiguration, by environment variables:\n\n${lines.join('')}`;
}

/** Causes of a failed start are told in words; the stack stays out of the way of the reason. */
function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.message}${error.name === 'Error' ? '' : ` (${error.name})`}` : String(error);
}
