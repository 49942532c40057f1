import type { Closable, ServiceParts } from '@onefront/service';
import { startAuditChain } from './audit/chain.js';
import { startRefusals } from './audit/refusals.js';
import type { GatewayConfig } from './config.js';
import { bindFeedMetrics } from './feed/metrics.js';
import { startSequencer } from './feed/sequencer.js';
import { bindWebhookMetrics } from './feed/webhooks/metrics.js';
import { startWebhooks } from './feed/webhooks/start.js';
import type { Gateway } from './gateway.js';
import { startImports } from './intake/imports/start-imports.js';
import { startPruning } from './intake/pruning.js';
import { ensureAdministrator } from './partners/clients.js';
import { allScopes } from './partners/scopes.js';
import { checkWall } from './persistence/behind-wall.js';
import { startRetention } from './persistence/retention.js';
import { roles, type Role } from './role-names.js';

type Parts = ServiceParts & { readonly config: GatewayConfig };

const background: Readonly<Record<Role, (gateway: Gateway, parts: Parts) => Promise<readonly Closable[]>>> = {
  http: async (gateway, parts) => {
    const { ADMIN_CLIENT_ID: id, ADMIN_CLIENT_SECRET: secret } = parts.config;
    await checkWall(parts.database);
    if (id && secret) await ensureAdministrator(parts.database, { id, secret, scopes: allScopes });
    // Who waits is let go when the end begins: the work goes on, and the caller is told where to look.
    parts.stopping.addEventListener('abort', () => gateway.answers.close(), { once: true });
    bindFeedMetrics(parts.metrics, { streams: gateway.feed.streams });
    return [startImports(gateway), startRefusals(parts.database, gateway.refusals), { close: () => gateway.quotes.close() }];
  },
  projector: async (_gateway, { database, logger, metrics, config }) => {
    bindFeedMetrics(metrics, { database });
    return [startPruning(database), startRetention(database, { historyDays: config.STOCK_HISTORY_DAYS }), startSequencer(database, config.INSTANCE_ID ?? 'gateway'), startAuditChain(database, (head) => logger.info({ auditHead: head }, 'the head of the audit'))];
  },
  webhooks: async (_gateway, parts) => {
    const count = bindWebhookMetrics(parts.metrics, parts.database);
    return [startWebhooks(parts, count)];
  },
};

/** Starts what the roles of this process do beside routes and consumers. */
export async function startRoles(gateway: Gateway, parts: Parts): Promise<Closable[]> {
  const started: Closable[] = [];
  for (const role of roles) if (parts.config.ROLES.includes(role)) started.push(...await background[role](gateway, parts));
  return started;
}
