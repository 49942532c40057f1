import { newId } from '@onefront/kernel';
import type { PlacingAnswer } from '../domain/channel-order.js';
import { GatewayUnsettled, problemCode, type GatewayAnswer, type GatewayClient } from './gateway-client.js';

/** What the marketplace was seen to show. */
export interface Shown {
  readonly sku: string;
  readonly quantity: number;
  readonly version: number;
  readonly readAt: Date;
}

export interface Asked {
  readonly channel: string;
  readonly externalId: string;
  readonly idempotencyKey: string;
  readonly signal?: AbortSignal;
}

interface FoundOrder {
  readonly id: string;
  readonly status: string;
}

/** Orders of the house, through its door. Every answer is definite; `GatewayUnsettled` means ask again with the same key. */
export class HouseOrders {
  constructor(private readonly gateway: GatewayClient) {}

  async place(body: object, asked: Asked): Promise<PlacingAnswer> {
    const answer = await this.gateway.post('/v1/orders', body, asked);
    if (answer.status === 200 || answer.status === 201) return { kind: 'placed', orderId: (answer.body as FoundOrder).id, changed: false };
    const code = problemCode(answer.body);
    if (code === 'external-id-reused') return this.placedBefore(asked);
    const reason = reasonOf(answer);
    if (answer.status === 409 || answer.status === 402) return { kind: 'refused', code, reason, contested: answer.retryAfter !== undefined };
    return { kind: 'wrong', code, reason };
  }

  /** `denied`: what has left the house cannot be cancelled. */
  async cancel(orderId: string, reason: string, asked: Asked): Promise<'done' | 'denied'> {
    const answer = await this.gateway.post(`/v1/orders/${encodeURIComponent(orderId)}/cancellation`, { reason }, asked);
    if (answer.status === 200) return 'done';
    if (answer.status === 409 && problemCode(answer.body) === 'already-shipped') return 'denied';
    throw new GatewayUnsettled(`the cancellation of ${orderId} answered ${answer.status} ${problemCode(answer.body)}`);
  }

  /** Tells what the marketplace shows, and until when its orders are with the house. Resolves with whether the house has taken it. */
  async confirm(shown: readonly Shown[], { channel, ordersUpTo, signal }: { readonly channel: string; readonly ordersUpTo: Date | null; readonly signal?: AbortSignal }): Promise<boolean> {
    const confirmations = shown.map(({ sku, quantity, version, readAt }) => ({ sku, quantity, version, readAt: readAt.toISOString() }));
    const body = { ...(ordersUpTo ? { ordersUpTo: ordersUpTo.toISOString() } : {}), confirmations };
    const { status } = await this.gateway.post(`/v1/channels/${encodeURIComponent(channel)}/confirmations`, body, { idempotencyKey: newId(), signal });
    return status === 200;
  }

  /** There is an order of this external id with other content: the one that an earlier request made. */
  private async placedBefore({ channel, externalId, signal }: Asked): Promise<PlacingAnswer> {
    const query = new URLSearchParams({ channel, externalId });
    const answer = await this.gateway.get(`/v1/orders?${query}`, signal);
    const items = (answer.body as { items?: readonly FoundOrder[] } | undefined)?.items ?? [];
    const found = items.find((order) => order.status !== 'refused');
    if (answer.status !== 200 || !found) throw new GatewayUnsettled(`an order of ${externalId} exists and is not shown yet`);
    return { kind: 'placed', orderId: found.id, changed: true };
  }
}

/** The words of a problem: paths and what is wrong there. */
function reasonOf({ status, body }: GatewayAnswer): string {
  const { detail, title, errors } = (body ?? {}) as { detail?: string; title?: string; errors?: readonly { path: string; message: string }[] };
  const named = (errors ?? []).map((error) => `${error.path}: ${error.message}`).join('; ');
  return (named || detail || title || `answered ${status}`).slice(0, 500);
}
