import type { ChannelOrder } from '@onefront/channel-kit';
import { fingerprint } from '@onefront/kernel';
import type { Tx } from '@onefront/outbox';
import { observe, type Sighting, type TrackedOrder } from '../domain/channel-order.js';
import { contentOf } from '../domain/order-content.js';
import { insertOrders, lockOrders, readOrders, scheduleSteps, updateOrder } from '../persistence/channel-order.repository.js';
import { outside } from '../persistence/outside.js';
import type { Connection } from './connection.js';

export function sightingOf(order: ChannelOrder): Sighting {
  const { externalId, status, updatedAt, placedAt } = order;
  return { externalId, status, updatedAt, placedAt, hash: fingerprint(contentOf(order)) };
}

/** Takes in what one page of the feed shows, in any order and how often so ever; `also` commits with it. What is not news costs one read. */
export async function takeInOrders(connection: Connection, orders: readonly ChannelOrder[], also: (tx: Tx) => Promise<void>): Promise<void> {
  const { database, id } = connection;
  const sightings = newestOfEach(orders);
  const known = await readOrders(outside(database), id, sightings.map((one) => one.externalId));
  const news = sightings.filter((one) => observe(known.get(one.externalId), one));
  for (const order of orders) if (news.some((one) => one.externalId === order.externalId)) connection.recent.put(order);
  await database.transact(async (tx) => {
    if (news.length > 0) await storeNews(tx, connection, news);
    await also(tx);
  });
}

async function storeNews(tx: Tx, { id, policy, clock }: Connection, news: readonly Sighting[]): Promise<void> {
  const known = await lockOrders(tx, id, news.map((one) => one.externalId));
  const fresh = news.filter((one) => !known.has(one.externalId)).map((one) => observe(undefined, one)!);
  const beaten = await insertOrders(tx, id, fresh);
  for (const [externalId, order] of await lockOrders(tx, id, beaten)) known.set(externalId, order);
  const changed: TrackedOrder[] = [];
  for (const sighting of news) {
    const current = known.get(sighting.externalId);
    const next = current && observe(current, sighting);
    if (!next) continue;
    await updateOrder(tx, id, next);
    changed.push(next);
  }
  const lost = new Set(beaten);
  await scheduleSteps(tx, id, [...fresh.filter((one) => !lost.has(one.externalId)), ...changed], { now: clock.now(), exceptionRetryMs: policy.exceptionRetryMs });
}

/** A page may show an order twice, and an old state of it beside the new. */
function newestOfEach(orders: readonly ChannelOrder[]): Sighting[] {
  const newest = new Map<string, Sighting>();
  for (const order of orders) {
    const known = newest.get(order.externalId);
    if (!known || known.updatedAt < order.updatedAt) newest.set(order.externalId, sightingOf(order));
  }
  return [...newest.values()];
}
