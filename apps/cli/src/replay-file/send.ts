import { formatDecimal } from '@onefront/kernel';
import type { ApiClient } from '../api/client.js';
import type { Journal } from './journal.js';
import type { Cancellation, Sale, Story, StoryEvent, WriteOff } from './story.js';

interface OrderAnswer {
  readonly id: string;
  readonly lines: ReadonlyArray<{ id: string }>;
}

/** Sends documents to the gateway as their channels would have. */
export class Sender {
  /** Milliseconds from sending an order to its confirmation. */
  readonly latencies: number[] = [];

  constructor(private readonly api: ApiClient, private readonly story: Story, private readonly journal: Journal) {}

  async send(event: StoryEvent): Promise<void> {
    if (this.journal.get(event.document)) return;
    switch (event.kind) {
      case 'sale': return this.sell(event);
      case 'cancellation': return this.takeBack(event);
      case 'write-off': return this.writeOff(event);
      default: return event satisfies never;
    }
  }

  private async sell(sale: Sale): Promise<void> {
    const body = {
      channel: sale.channel,
      externalId: sale.document,
      placedAt: sale.at,
      ...(sale.customer ? { customer: { loyaltyId: this.story.loyaltyId(sale.customer) } } : {}),
      lines: sale.lines.map((line) => ({ sku: line.sku, quantity: line.quantity, total: this.money(line.total), ...(line.discounts.length > 0 ? { discounts: line.discounts.map(({ label, amount }) => ({ label, amount: this.money(amount), fundedBy: 'us' })) } : {}) })),
      fulfillment: { method: sale.method, location: sale.location },
      recorded: true,
    };
    const started = performance.now();
    const { body: order } = await this.api.expect<OrderAnswer>([200, 201], 'POST', '/v1/orders', body, { idempotencyKey: this.key(sale.document), headers: { prefer: 'wait=60' } });
    this.latencies.push(performance.now() - started);
    this.journal.add({ document: sale.document, order: order.id });
  }

  private async takeBack(event: Cancellation): Promise<void> {
    for (const [index, { sale, lines }] of event.matched.entries()) {
      const order = await this.orderOf(sale);
      const body = { location: event.location, lines: lines.map((line) => ({ lineId: order.lines[line.index]!.id, quantity: line.quantity, disposition: 'restock' })), refund: 'original' };
      await this.api.expect([200, 201], 'POST', `/v1/orders/${order.id}/returns`, body, { idempotencyKey: this.key(`${event.document}-${index}`), headers: { prefer: 'wait=60' } });
    }
    if (event.rest.length > 0) await this.takeBackWithoutOrder(event);
    const rest = event.rest.reduce((sum, line) => sum + line.total, 0n);
    this.journal.add({ document: event.document, returned: rest.toString() });
  }

  private async takeBackWithoutOrder(event: Cancellation): Promise<void> {
    const body = {
      channel: event.channel, externalId: event.document, returnedAt: event.at, location: event.location,
      ...(event.customer ? { customer: { loyaltyId: this.story.loyaltyId(event.customer) } } : {}),
      lines: event.rest.map(({ sku, quantity, total }) => ({ sku, quantity, total: this.money(total), disposition: 'restock' })),
      reason: event.customer ? 'before-our-time' : 'no-receipt',
    };
    await this.api.expect([200, 201], 'POST', '/v1/returns', body, { idempotencyKey: this.key(event.document), headers: { prefer: 'wait=60' } });
  }

  private async writeOff(event: WriteOff): Promise<void> {
    const movements = event.movements.map(({ sku, location, quantity }) => ({ sku, location, quantity: -quantity, reason: 'adjustment', reference: event.document }));
    await this.api.expect([200, 201], 'POST', '/v1/stock/movements', { movements }, { idempotencyKey: this.key(event.document), headers: { prefer: 'wait=60' } });
    this.journal.add({ document: event.document });
  }

  private async orderOf(document: string): Promise<OrderAnswer> {
    const id = this.journal.get(document)?.order;
    if (!id) throw new Error(`the order of ${document} was never sent`);
    return (await this.api.expect<OrderAnswer>([200], 'GET', `/v1/orders/${id}`)).body;
  }

  private money(amount: bigint) {
    return { amount: formatDecimal(amount, this.story.currency), currency: this.story.currency };
  }


  private key(document: string): string {
    return `${this.story.name}-${document}`;
  }
}
