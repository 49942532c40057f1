import type { ConfigDescription } from '@onefront/service';
import { type AnyService, configurationOf } from './definitions.js';

type Json = Record<string, unknown>;

/** Entries that the chart sets itself or that have no place in a cluster; they are no values. */
export const chartSets: Readonly<Record<string, string>> = {
  STAGE: 'always production',
  INSTANCE_ID: 'the name of the pod',
  PROMOTIONS_URL: 'the Service of promotions',
  GATEWAY_URL: 'the Service of the gateway',
  KAFKA_SSL_CA: 'mounted from kafka.caSecret',
  HTTP_PORT: 'ports.http',
  METRICS_PORT: 'ports.metrics',
};
export const notInTheChart: Readonly<Record<string, string>> = {
  BUS_DATABASE_URL: 'the embedded log is for one host; the chart knows only Kafka',
  ONEFRONT_PARENT: 'the platform ends processes',
};

/** Further entries of the chart that run the image of a service in another role. */
export const inRoles: Readonly<Record<string, readonly string[]>> = { gateway: ['gateway-projector', 'gateway-webhooks'] };

/** The `config` maps of values.yaml as JSON Schema, from the entries that services declare: a misspelt entry is refused by `helm lint`. */
export function valuesSchema(services: readonly AnyService[]): Json {
  const all = new Map(services.map((service) => [service.name, settable(service)]));
  const common = [...all.values()].reduce((kept, entries) => kept.filter(({ name }) => entries.some((entry) => entry.name === name)));
  const commonNames = new Set(common.map(({ name }) => name));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Onefront',
    type: 'object',
    required: ['services', 'config', 'image'],
    properties: {
      config: map('Entries of every service.', common),
      services: {
        type: 'object',
        properties: Object.fromEntries([...all].flatMap(([name, entries]) => [name, ...(inRoles[name] ?? [])].map((entry) => [entry, service(name, entries.filter(({ name: own }) => !commonNames.has(own)))]))),
      },
      image: object({ repository: string('prefix of the images; the name of the service follows'), tag: string('version; the chart\'s appVersion when empty'), pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] } }),
      ports: object({ metrics: { type: 'integer', minimum: 1024 }, http: { type: 'integer', minimum: 1024 } }),
      terminationGracePeriodSeconds: { type: 'integer', minimum: 40 },
    },
  };
}

/** What an operator may set as plain text. */
function settable(service: AnyService): ConfigDescription[] {
  return configurationOf(service).filter(({ name, secret }) => !secret && !(name in chartSets) && !(name in notInTheChart));
}

function service(name: string, own: readonly ConfigDescription[]): Json {
  return {
    type: 'object',
    properties: {
      config: map(`Entries of ${name} alone.`, own),
      replicas: { type: 'integer', minimum: 0 },
      memoryMi: { type: 'integer', minimum: 128, description: 'memory request and limit in MiB; the heap gets three quarters' },
      existingSecret: string('the Secret with this service\'s secret entries, one key per entry'),
    },
  };
}

function map(description: string, entries: readonly ConfigDescription[]): Json {
  const properties = Object.fromEntries(entries.map(({ name, doc, expects }) => [name, { type: ['string', 'number', 'boolean'], description: `${doc} Holds ${expects}.` }]));
  return { type: 'object', description, additionalProperties: false, properties };
}

const object = (properties: Json): Json => ({ type: 'object', properties });
const string = (description: string): Json => ({ type: 'string', description });
