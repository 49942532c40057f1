import type { ServiceParts } from '@onefront/service';
import type { GatewayConfig } from '../../config.js';
import { startDelivering } from './deliver.js';
import { startFanOut } from './fan-out.js';
import { Sender, type Attempt } from './send.js';

/** The fan-out and the executors of this process; `count` hears of every attempt. Closing waits for what is on its way, so that it is not sent twice. */
export function startWebhooks({ database, keyring, config }: ServiceParts & { readonly config: GatewayConfig }, count: (attempt: Attempt) => void): { close(): Promise<void> } {
  const sender = new Sender({ allowPrivate: config.WEBHOOKS_ALLOW_PRIVATE });
  const delivering = startDelivering(database, { keyring, sender, count });
  const fanOut = startFanOut(database);
  return {
    close: async () => {
      await fanOut.close();
      await delivering.stop();
      await sender.close();
    },
  };
}
