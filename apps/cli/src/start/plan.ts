/** The processes of a house on one machine. Pure: addresses come in, environments come out. */

export const services = ['catalog', 'inventory', 'orders', 'customers', 'promotions', 'gateway', 'channels'] as const;
export type ServiceName = (typeof services)[number];

/** Databases besides the one of each service. */
export const infrastructureDatabases = ['bus', 'keyring'] as const;

export interface Addresses {
  readonly database: (name: string) => string;
  readonly brokers: string | undefined;
  readonly ports: Readonly<Record<`${ServiceName}Metrics` | 'gateway' | 'promotions' | 'simulator', number>>;
}

export interface Secrets {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly pepper: string;
}

export interface Planned {
  readonly name: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where it says that it is ready. */
  readonly ready: string;
}

/** The seven services, and the simulated marketplace that the connector of `channels` talks to. */
export function planHouse(addresses: Addresses, secrets: Secrets, logLevel: string): Planned[] {
  return [simulator(addresses), ...services.map((name) => service(name, addresses, secrets, logLevel))];
}

function service(name: ServiceName, addresses: Addresses, secrets: Secrets, logLevel: string): Planned {
  const { ports, database, brokers } = addresses;
  const metrics = ports[`${name}Metrics`];
  return {
    name,
    script: `apps/${name}/dist/main.js`,
    ready: `http://127.0.0.1:${metrics}/health/ready`,
    env: {
      STAGE: 'development',
      INSTANCE_ID: `${name}-1`,
      DATABASE_URL: database(name),
      ...(brokers ? { KAFKA_BROKERS: brokers } : { BUS_DATABASE_URL: database('bus') }),
      BIND_ADDRESS: '127.0.0.1',
      METRICS_PORT: String(metrics),
      LOG_LEVEL: logLevel,
      ...extras(name, addresses, secrets),
    },
  };
}

function extras(name: ServiceName, { ports, database }: Addresses, { clientId, clientSecret, pepper }: Secrets): Record<string, string> {
  const keyring = { KEYRING_DATABASE_URL: database('keyring'), KEYRING_PEPPER: pepper };
  switch (name) {
    case 'gateway':
      return { ...keyring, HTTP_PORT: String(ports.gateway), PROMOTIONS_URL: `http://127.0.0.1:${ports.promotions}`, ADMIN_CLIENT_ID: clientId, ADMIN_CLIENT_SECRET: clientSecret, MASKED_EMAIL_DOMAINS: 'relay.fairground.example' };
    case 'promotions':
      return { HTTP_PORT: String(ports.promotions) };
    case 'customers':
      return keyring;
    case 'channels':
      return { GATEWAY_URL: `http://127.0.0.1:${ports.gateway}`, GATEWAY_CLIENT_ID: clientId, GATEWAY_CLIENT_SECRET: clientSecret, MARKETPLACE_URL: `http://127.0.0.1:${ports.simulator}`, MARKETPLACE_CHANNEL: 'fairground' };
    case 'catalog':
    case 'inventory':
    case 'orders':
      return {};
    default:
      return name satisfies never;
  }
}

function simulator({ ports }: Addresses): Planned {
  return { name: 'simulator', script: 'apps/simulators/dist/main.js', ready: `http://127.0.0.1:${ports.simulator}/health`, env: { PORT: String(ports.simulator) } };
}
