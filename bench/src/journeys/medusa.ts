import { randomUUID } from 'node:crypto';
import type { Journey, Placed } from '../types.js';
import { NotPlaced, openPool, spreadOver, timed, Trip, type Json } from './trip.js';

export interface MedusaJourney {
  readonly url: string;
  /** The publishable key of the sales channel. */
  readonly key: string;
  readonly region: string;
  /** Ids of variants to buy from. */
  readonly variants: readonly string[];
  readonly lines: number;
  /** The variant of a race: one unit of it instead of `lines`. */
  readonly variant?: string;
}

const address = { first_name: 'Ada', last_name: 'Whitlock', address_1: 'Harrogate Road 12', city: 'Leeds', postal_code: 'LS7 3PD', country_code: 'gb' };

/** A guest buys: a cart, lines one by one, e-mail and address, shipping option, payment, completion, as Medusa's guide to the checkout has it. */
export async function openJourney(options: MedusaJourney, clients: number): Promise<Journey> {
  const pool = openPool(options.url, clients);
  let count = 0;
  const prepare = async (trip: Trip): Promise<() => Promise<number>> => {
    const guest = new Guest(trip, options);
    await guest.fillCart(boughtBy(options, ++count));
    return () => guest.complete();
  };
  return {
    async placeOrder(): Promise<Placed> {
      const trip = new Trip(pool);
      return trip.end(async () => (await prepare(trip))());
    },
    async prepare() {
      const trip = new Trip(pool);
      const complete = await prepare(trip);
      return () => trip.end(complete);
    },
    close: () => pool.close(),
  };
}

function boughtBy({ variants, lines, variant }: MedusaJourney, n: number): string[] {
  return variant === undefined ? spreadOver(variants.length, n, lines).map((number) => variants[number]!) : [variant];
}

class Guest {
  private cart = '';

  constructor(private readonly trip: Trip, private readonly shop: MedusaJourney) {}

  /** Up to the payment session, which is what a storefront opens before it shows the button. */
  async fillCart(variants: readonly string[]): Promise<void> {
    const { cart } = await this.post('/store/carts', { region_id: this.shop.region });
    this.cart = `/store/carts/${cart.id}`;
    for (const variant of variants) await this.post(`${this.cart}/line-items`, { variant_id: variant, quantity: 1 });
    await this.post(this.cart, { email: `shopper-${randomUUID()}@example.com`, shipping_address: address, billing_address: address });
    const { shipping_options: [option] } = await this.ask('GET', `/store/shipping-options?cart_id=${cart.id}`);
    await this.post(`${this.cart}/shipping-methods`, { option_id: option.id });
    const { payment_collection: collection } = await this.post('/store/payment-collections', { cart_id: cart.id });
    await this.post(`/store/payment-collections/${collection.id}/payment-sessions`, { provider_id: 'pp_system_default' });
  }

  /** Answers the milliseconds of the call that turns the cart into an order. */
  async complete(): Promise<number> {
    return timed(async () => {
      const { type, error } = await this.post(`${this.cart}/complete`, {});
      if (type !== 'order') throw new NotPlaced(shortOf(error?.message), `complete: ${error?.message}`);
    });
  }

  private post(path: string, body: Json): Promise<Json> {
    return this.ask('POST', path, body);
  }

  private async ask(method: 'GET' | 'POST', path: string, body?: Json): Promise<Json> {
    const { status, body: answer } = await this.trip.call({ method, path, body, headers: { 'x-publishable-api-key': this.shop.key } });
    if (status >= 300) throw new NotPlaced(shortOf(answer.message), `${path.replace(/_[0-9A-Z]{26}/g, '')}: ${status} ${answer.type ?? ''} ${answer.message ?? JSON.stringify(answer)}`);
    return answer;
  }
}

const shortOf = (message: string | undefined): 'refused' | 'failed' => (/required inventory|not enough stock|insufficient|out of stock/i.test(message ?? '') ? 'refused' : 'failed');
