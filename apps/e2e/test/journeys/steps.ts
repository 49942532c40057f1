import type { Body, World } from '../../src/index.js';

/** What people of the journeys do at a location, and what they look at. */

/** The task of an order at a location, as the people there see it. */
export async function taskOf({ till }: World, location: string, order: string): Promise<Body> {
  const { items } = await till.must('GET', `/v1/fulfillments?location=${location}&sort=due&limit=200`);
  const task = items.find((one: Body) => one.order === order);
  if (!task) throw new Error(`${location} has no task of order ${order}: ${JSON.stringify(items.map((one: Body) => one.order))}`);
  return task;
}

/** Takes a task from the list to the counter or the parcel: accepted, picked, packed. */
export async function prepare({ till }: World, task: Body): Promise<void> {
  const picked = task.lines.map(({ lineId, quantity }: Body) => ({ lineId, quantity }));
  for (const [verb, body] of [['accept', {}], ['pick', { lines: picked }], ['pack', {}]] as const) await till.must('POST', `/v1/fulfillments/${task.id}/${verb}`, body);
}

export async function ship(world: World, task: Body, tracking: string): Promise<void> {
  await prepare(world, task);
  await world.till.must('POST', `/v1/fulfillments/${task.id}/ship`, { carrier: 'Parcelforce', tracking });
}

export const stockAt = async ({ till }: World, sku: string, location: string): Promise<Body> => (await till.stock(sku)).byLocation.find((row: Body) => row.location === location);
export const orderOf = async ({ till }: World, id: string): Promise<Body> => till.must('GET', `/v1/orders/${id}`);
