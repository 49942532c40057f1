import type { Gateway } from '../gateway.js';
import type { Viewer } from '../views/viewer.js';
import { ownLocations } from './ownership.js';
import { Wrong } from './references.js';

interface Named { readonly sku: string; readonly location: string; readonly toLocation?: string | undefined }

/** Everything that movements name is there for this viewer; a partner moves stock where its channels sell from. Throws 422 naming all that is wrong, by the path of each movement. */
export async function checkMovements(gateway: Gateway, movements: readonly Named[], pathOf: (index: number) => string, viewer: Viewer): Promise<void> {
  const [network, own, products] = await Promise.all([gateway.networks.now(), ownLocations(gateway, viewer), Promise.all(movements.map((one) => gateway.products.get(one.sku)))]);
  const wrong = new Wrong();
  const isThere = (location: string) => network.locations.has(location) && (own === null || own.has(location));
  movements.forEach((movement, index) => {
    const path = pathOf(index);
    if (!products[index]) wrong.add(`${path}/sku`, 'there is no such product');
    if (products[index]?.product.kind === 'bundle') wrong.add(`${path}/sku`, 'a bundle has no stock of its own; its parts have');
    if (!isThere(movement.location)) wrong.add(`${path}/location`, 'there is no such location');
    if (movement.toLocation && !isThere(movement.toLocation)) wrong.add(`${path}/toLocation`, 'there is no such location');
  });
  wrong.check();
}
