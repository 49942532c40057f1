import { formatDecimal } from '@onefront/kernel';
import type { ApiClient } from '../api/client.js';
import { ProgressBar } from './progress-bar.js';
import type { Story } from './story.js';

/** Creates what the file sells before it is sold: locations, channels, products, opening stock. Doing it again changes nothing. */
export async function prepare(api: ApiClient, story: Story): Promise<void> {
  await inParallel(story.locations, 16, ({ id, name, kind }) => api.expect([200, 201], 'PUT', `/v1/locations/${id}`, { name, kind }));
  await inParallel(story.channels, 16, ({ id, name, kind, location }) => api.expect([200, 201], 'PUT', `/v1/channels/${id}`, { name, kind, locations: [location], currency: story.currency, pricing: 'as-sold' }));
  await createProducts(api, story);
  await bookOpening(api, story);
}

async function createProducts(api: ApiClient, story: Story): Promise<void> {
  const bar = new ProgressBar(story.products.length, 'products');
  const bodies = story.products.map(({ price, ...product }) => ({ ...product, price: { amount: formatDecimal(price, story.currency), currency: story.currency } }));
  for (const some of chunks(bodies, 1000)) {
    const { body } = await api.expect<{ items: ReadonlyArray<{ status: number }> }>([200, 201], 'POST', '/v1/products/batch', { products: some });
    const refused = body.items.find((item) => item.status >= 400);
    if (refused) throw new Error(`a product was refused: ${JSON.stringify(refused)}`);
    bar.step(some.length);
  }
  bar.finish();
}

async function bookOpening(api: ApiClient, story: Story): Promise<void> {
  const bar = new ProgressBar(story.opening.length, 'opening stocks');
  for (const [index, some] of chunks(story.opening, 2500).entries()) {
    const movements = some.flatMap(({ sku, location, quantity }) => parts(quantity).map((part) => ({ sku, location, quantity: part, reason: 'receipt', reference: `${story.name} opening` })));
    await api.expect([200, 201], 'POST', '/v1/stock/movements', { movements }, { idempotencyKey: `${story.name}-${story.opening.length}-opening-${index}` });
    bar.step(some.length);
  }
  bar.finish();
}

/** A movement carries at most a million units. */
function parts(quantity: number): number[] {
  const most = 1_000_000;
  return Array.from({ length: Math.ceil(quantity / most) }, (_, index) => Math.min(most, quantity - index * most));
}

export function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}

/** Runs the work for all values, at most `width` at a time; the first failure ends it. */
export async function inParallel<T>(values: readonly T[], width: number, work: (value: T) => Promise<unknown>): Promise<void> {
  const waiting = values[Symbol.iterator]();
  await Promise.all(Array.from({ length: Math.min(width, values.length) }, async () => {
    for (const value of waiting) await work(value);
  }));
}
