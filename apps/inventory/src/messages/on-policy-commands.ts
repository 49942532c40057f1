import { deletePolicy, httpPolicy, message, pairKey, policyChanged, putPolicy, readHttp, type Inbound, type Outbound, type Settlement, type SkuPolicy } from '@onefront/contracts';
import type { Versioned } from '@onefront/kernel';
import * as commands from '../commands/change-policy.js';
import type { Needs } from '../commands/needs.js';
import { answer } from './published.js';
import { reaction } from './reaction.js';

function need(needs: Needs, { channel, sku }: { channel: string; sku: string }): void {
  needs.skus.add(sku);
  needs.policies.add(pairKey(channel, sku));
}

export const onPutPolicy = reaction({
  definition: putPolicy,
  need: (needs, data) => need(needs, data),
  react: (unit, inbound) => {
    const { channel, sku, policy: document, conditions } = inbound.data;
    readHttp(httpPolicy, document);
    const { policy, limit, until, eta, escrow } = document;
    const rules = { policy, limit, until: until === undefined ? undefined : new Date(until), eta: eta === undefined ? undefined : new Date(eta) };
    const { status, changed, next } = commands.putPolicy(unit, { channel, sku, document, policy: rules, escrow, conditions });
    const settles = settlement(inbound, { status, version: next.version });
    return changed ? tell(inbound, next, settles) : settles.map((one) => answer(one, inbound));
  },
});

export const onDeletePolicy = reaction({
  definition: deletePolicy,
  need: (needs, data) => need(needs, data),
  react: (unit, inbound) => {
    const next = commands.deletePolicy(unit, inbound.data);
    return tell(inbound, next, settlement(inbound, { status: 204, version: next.version }));
  },
});

type OfPair = Inbound<{ channel: string; sku: string }>;

function settlement({ operationId, data: { channel, sku } }: OfPair, { status, version }: { status: number; version: number }): Settlement[] {
  const row = { view: 'policy' as const, key: pairKey(channel, sku) };
  return operationId ? [{ operationId, outcome: 'done', status, ...(status === 204 ? {} : { resource: row }), effects: [{ ...row, version }] }] : [];
}

function tell(inbound: OfPair, { version, document: policy }: Versioned<SkuPolicy | null>, settles: Settlement[]): Outbound[] {
  const { channel, sku } = inbound.data;
  return [message(policyChanged, { key: sku, version, cause: inbound, settles, data: { channel, sku, version, policy, at: inbound.time } }) as Outbound];
}
