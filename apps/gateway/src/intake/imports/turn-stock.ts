import { message, quantity, readHttp, recordMovements, sku, slug, text } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { z } from 'zod';
import { checkMovements } from '../movements.js';
import { viewerOf } from '../../views/viewer.js';
import type { Turn } from './turn.js';

const counted = z.strictObject({ sku, location: slug, quantity: quantity.or(z.literal(0)), reference: text(200).optional() });

/** As a movement with the reason `count`: the row is what stands at the location, whatever was booked before. */
export const stockTurn: Turn = {
  subject: ({ sku: name, location }) => (typeof name === 'string' && typeof location === 'string' ? `${name}/${location}` : undefined),
  turn: async (record, { gateway, job, now }) => {
    const count = readHttp(counted, record);
    await checkMovements(gateway, [count], () => '', viewerOf({ ...job, id: job.client }));
    const { levels } = await gateway.stock.levels([count.sku]);
    const onHand = levels.get(count.sku)?.levels.find((level) => level.location === count.location)?.onHand ?? 0;
    if (onHand === count.quantity) return { unchanged: true };
    const movementId = newId();
    const { reference, ...rest } = count;
    const movement = { ...rest, reason: 'count' as const, ...(reference === undefined ? {} : { reference }) };
    return { send: message(recordMovements, { key: movementId, data: { movementId, movements: [movement], at: now.toISOString() } }) };
  },
};
