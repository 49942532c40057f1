import { allMessages } from '@onefront/contracts';
import { defineService } from '@onefront/service';
import { checkGatewayConfig, gatewayConfig } from './config.js';
import type { Gateway } from './gateway.js';
import { GATEWAY, gatewayModule } from './gateway.module.js';
import { registerRoutes } from './http/register.js';
import { routes } from './http/routes/index.js';
import { migrations } from './persistence/index.js';
import { partOf } from './role-names.js';
import { startRoles } from './roles.js';
import { viewTopics } from './views/on-facts.js';

export const gatewayService = defineService({
  name: 'gateway',
  config: gatewayConfig,
  check: (config) => checkGatewayConfig(config),
  migrations,
  hears: viewTopics,
  tells: [...new Set(allMessages().filter((one) => one.kind === 'command').map((one) => one.topic))].sort(),
  keyring: true,
  // Whole requests are timed by what they bring (limits/connections.ts): an upload that goes on may take its time.
  http: ({ config }) => ({ requestTimeout: 0, ...(config.TRUST_PROXY ? { trustProxy: config.TRUST_PROXY } : {}), prepare: (app) => registerRoutes(app, app.get<Gateway>(GATEWAY), routes) }),
  module: gatewayModule,
  partOf,
  background: (parts, app) => startRoles(app.get<Gateway>(GATEWAY), parts),
});
