import { defineConfig, type ConfigOf } from './define.js';
import { flag, list, oneOf, port, postgresAddress, secretBytes, text, wholeNumber } from './kinds.js';

/** The entries that every service has. The chart and the documentation are compared with them. */
export const serviceConfig = defineConfig({
  STAGE: { schema: oneOf(['development', 'production']), default: 'production', doc: 'production refuses well-known passwords and the embedded log, and creates no topics.' },
  INSTANCE_ID: { schema: text().optional(), doc: 'Names this process in logs, leases and the bus; the host name and process id when it is not set.' },
  DATABASE_URL: { schema: postgresAddress(), secret: true, doc: 'The database of this service alone.' },
  START_WAIT_SECONDS: { schema: wholeNumber(0, 3600), default: '60', doc: 'How long to wait at start for a database or a bus that does not answer yet.' },
  MAX_CONNECTIONS: { schema: wholeNumber(2, 100), default: '6', doc: 'The size of the pool of database connections of this process.' },
  KAFKA_BROKERS: { schema: list().optional(), doc: 'Kafka brokers as host:port; when it is not set, the embedded log in BUS_DATABASE_URL is used.' },
  KAFKA_SSL: { schema: flag(), default: 'false', doc: 'Speaks TLS to the brokers.' },
  KAFKA_SSL_CA: { schema: text().optional(), doc: 'A file with the certificate authority of the brokers, when it is not a public one.' },
  KAFKA_SASL_MECHANISM: { schema: oneOf(['plain', 'scram-sha-256', 'scram-sha-512']).optional(), doc: 'How to sign in to Kafka; no sign-in when it is not set.' },
  KAFKA_SASL_USERNAME: { schema: text().optional(), doc: 'The user at Kafka.' },
  KAFKA_SASL_PASSWORD: { schema: text().optional(), secret: true, doc: 'The password at Kafka.' },
  BUS_DATABASE_URL: { schema: postgresAddress().optional(), secret: true, doc: 'The database of the embedded log (development on one host only).' },
  TOPIC_PREFIX: { schema: text().optional(), doc: 'Stands before the name of every topic and group, when several installations share one cluster; the same in all services of one.' },
  TOPIC_PARTITIONS: { schema: wholeNumber(1, 1000), default: '6', doc: 'Partitions per topic, chosen once for an installation; a topic with another count stops the start.' },
  BIND_ADDRESS: { schema: text(), default: '0.0.0.0', doc: 'The network address on which ports are opened.' },
  METRICS_PORT: { schema: port(), default: '9464', doc: 'The internal port of /metrics, /health/live and /health/ready.' },
  LOG_LEVEL: { schema: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']), default: 'info', doc: 'The least important log lines that are written.' },
  SHUTDOWN_DEADLINE_SECONDS: { schema: wholeNumber(1, 600), default: '25', doc: 'How long an orderly end may take; keep it below the grace period of the platform.' },
  ONEFRONT_PARENT: { schema: flag(), default: 'false', doc: 'Ends this process when the one that started it is gone (IPC channel or standard input closed).' },
});
export type ServiceConfig = ConfigOf<typeof serviceConfig>;

/** Entries of a service that reads or writes personal data (`keyring: true` in its definition). */
export const keyringConfig = defineConfig({
  KEYRING_DATABASE_URL: { schema: postgresAddress(), secret: true, doc: 'The database of the keys that seal personal data, apart from all others.' },
  KEYRING_PEPPER: { schema: secretBytes(), secret: true, doc: 'The secret behind blind indexes of e-mail and phone; the same in all services, for ever.' },
});
export type KeyringConfig = ConfigOf<typeof keyringConfig>;

/** Entries of a service that answers HTTP (`http` in its definition). */
export const httpConfig = defineConfig({
  HTTP_PORT: { schema: port(), default: '8080', doc: 'The port on which this service answers HTTP.' },
});
export type HttpConfig = ConfigOf<typeof httpConfig>;

const wellKnownPasswords = new Set(['postgres', 'password', 'secret', 'admin', 'onefront', 'changeme', 'guest', 'test', '123456']);

/** What no single entry can know (R40; design.md section 2: the embedded log is never a production choice). */
export function checkServiceConfig(config: ServiceConfig): string[] {
  const problems: string[] = [];
  if (!config.KAFKA_BROKERS && !config.BUS_DATABASE_URL) problems.push('There is no bus. Set KAFKA_BROKERS, or on one development host BUS_DATABASE_URL.');
  if (config.KAFKA_SASL_MECHANISM && !(config.KAFKA_SASL_USERNAME && config.KAFKA_SASL_PASSWORD)) problems.push('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.');
  if (config.STAGE === 'production') problems.push(...productionProblems(config));
  return problems;
}

function productionProblems(config: ServiceConfig): string[] {
  const problems: string[] = [];
  if (!config.KAFKA_BROKERS) problems.push('KAFKA_BROKERS is missing: the embedded log is for development (STAGE=development).');
  for (const [name, value] of Object.entries(config)) {
    const password = typeof value === 'string' && /_URL$/.test(name) ? new URL(value).password : undefined;
    if (password && wellKnownPasswords.has(decodeURIComponent(password).toLowerCase())) problems.push(`${name} has a well-known password. Give its user another one, or set STAGE=development.`);
  }
  // Of any service: the names tell what they are.
  for (const [name, value] of Object.entries(config)) {
    if (/_(PASSWORD|SECRET|KEY)$/.test(name) && typeof value === 'string' && wellKnownPasswords.has(value.toLowerCase())) problems.push(`${name} is a well-known password. Choose another one, or set STAGE=development.`);
    if (Buffer.isBuffer(value) && value.every((byte) => byte === value[0])) problems.push(`${name} is one byte over and over. Make it of random bytes.`);
  }
  return problems;
}
