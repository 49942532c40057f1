import type { Gateway } from '../gateway.js';
import { Wrong } from './references.js';

interface Named { readonly sku: string; readonly location: string; readonly toLocation?: string | undefined }

/** Everything that movements name is there. Throws 422 naming all that is wrong, by the path of each movement. */
export async function checkMovements(gateway: Gateway, movements: readonly Named[], pathOf: (index: number) => string): Promise<void> {
  const [network, products] = await Promise.all([gateway.networks.now(), Promise.all(movements.map((one) => gateway.products.get(one.sku)))]);
  const wrong = new Wrong();
  movements.forEach((movement, index) => {
    const path = pathOf(index);
    if (!products[index]) wrong.add(`${path}/sku`, 'there is no such product');
    if (products[index]?.product.kind === 'bundle') wrong.add(`${path}/sku`, 'a bundle has no stock of its own; its parts have');
    if (!network.locations.has(movement.location)) wrong.add(`${path}/location`, 'there is no such location');
    if (movement.toLocation && !network.locations.has(movement.toLocation)) wrong.add(`${path}/toLocation`, 'there is no such location');
  });
  wrong.check();
}
