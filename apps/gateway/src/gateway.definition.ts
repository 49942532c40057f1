import { allMessages } from '@onefront/contracts';
import { defineService, type ServiceParts } from '@onefront/service';
import { checkGatewayConfig, gatewayConfig, type GatewayConfig } from './config.js';
import { startSequencer } from './feed/sequencer.js';
import { startWebhooks } from './feed/webhooks/start.js';
import type { Gateway } from './gateway.js';
import { GATEWAY, gatewayModule } from './gateway.module.js';
import { registerRoutes } from './http/register.js';
import { routes } from './http/routes/index.js';
import { startImports } from './intake/imports/start-imports.js';
import { startPruning } from './intake/pruning.js';
import { ensureAdministrator } from './partners/clients.js';
import { allScopes } from './partners/scopes.js';
import { migrations } from './persistence/index.js';
import { viewTopics } from './views/on-facts.js';

export const gatewayService = defineService({
  name: 'gateway',
  config: gatewayConfig,
  check: (config) => checkGatewayConfig(config),
  migrations,
  hears: viewTopics,
  tells: [...new Set(allMessages().filter((one) => one.kind === 'command').map((one) => one.topic))].sort(),
  keyring: true,
  http: { prepare: (app) => registerRoutes(app, app.get<Gateway>(GATEWAY), routes) },
  module: gatewayModule,
  background: async (parts, app) => {
    await createAdministrator(parts);
    const gateway = app.get<Gateway>(GATEWAY);
    // Who waits is let go when the end begins: the work goes on, and the caller is told where to look.
    parts.stopping.addEventListener('abort', () => gateway.answers.close(), { once: true });
    return [startPruning(parts.database), startSequencer(parts.database), startImports(gateway), startWebhooks(parts), { close: () => gateway.quotes.close() }];
  },
});

async function createAdministrator({ database, config }: ServiceParts & { readonly config: GatewayConfig }): Promise<void> {
  const { ADMIN_CLIENT_ID: id, ADMIN_CLIENT_SECRET: secret } = config;
  if (id && secret) await ensureAdministrator(database, { id, secret, scopes: allScopes });
}
