import { openShop, startWorld, type World } from '../src/index.js';
import { errorsStory } from './stories/errors.js';
import { handingOverStory } from './stories/handing-over.js';
import { marketplaceStory } from './stories/marketplace.js';
import { moneyBackStory } from './stories/money-back.js';
import { oneCustomerStory } from './stories/one-customer.js';
import { pricesStory } from './stories/prices.js';

/** The connector is made impatient: a test does not wait for its usual pauses. */
const impatient = { ORDERS_POLL_MS: '200', STOCK_DEBOUNCE_MS: '100', READ_BACK_MS: '1000' };

describe('stories', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ processes: { channels: 1 }, environment: { channels: impatient } });
    await openShop(world.till);
  }, 120_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);
  const now = (): World => world;

  marketplaceStory(now);
  oneCustomerStory(now);
  handingOverStory(now);
  moneyBackStory(now);
  pricesStory(now);
  errorsStory(now);

  it('leaves nothing behind that does not add up', async () => {
    expect((await world.verify()).broken).toEqual([]);
  }, 60_000);
});
