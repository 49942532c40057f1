import type { Gateway } from '../gateway.js';
import { seesChannel, type Viewer } from '../views/viewer.js';
import { Wrong } from './references.js';

/** A channel sells only from locations that there are. Throws 422. */
export async function checkLocations(gateway: Gateway, ids: readonly string[]): Promise<void> {
  const { locations } = await gateway.networks.now();
  const wrong = new Wrong();
  ids.forEach((id, index) => { if (!locations.has(id)) wrong.add(`/locations/${index}`, 'there is no such location'); });
  wrong.check();
}

/** Promotions and rates name channels that there are, and for a partner its own. Throws 422. */
export async function checkChannels(gateway: Gateway, channels: 'all' | readonly string[], viewer: Viewer): Promise<void> {
  const wrong = new Wrong();
  if (channels === 'all') {
    if (viewer.channels !== null) wrong.add('/channels', 'name your own channels');
  } else {
    const network = await gateway.networks.now();
    channels.forEach((id, index) => { if (!network.channels.has(id) || !seesChannel(viewer, id)) wrong.add(`/channels/${index}`, 'there is no such channel'); });
  }
  wrong.check();
}
