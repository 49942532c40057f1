/**
 * A member of a group in a process of its own, to be killed and paused. Configured by MEMBER (JSON); tells on standard
 * output what happens to it, one JSON line each.
 */
import { BatchAbandoned, createBusDriver, type BusConfig } from '@onefront/bus';

export interface MemberSettings {
  readonly bus: BusConfig;
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionMs: number;
  /** How long each batch takes, with heartbeats all along. */
  readonly workMs: number;
  readonly maxRecords: number;
}

export type MemberEvent =
  | { readonly is: 'assigned' | 'revoked'; readonly partitions: number }
  | { readonly is: 'begun' | 'handled'; readonly partition: number; readonly texts: readonly string[] }
  | { readonly is: 'abandoned'; readonly partition: number };

const tell = (event: MemberEvent): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

async function main(settings: MemberSettings): Promise<void> {
  const driver = createBusDriver({ ...settings.bus, log: () => undefined });
  const consumer = await driver.consume({
    group: settings.group,
    topics: settings.topics,
    sessionTimeoutMs: settings.sessionMs,
    maxRecords: settings.maxRecords,
    onAssigned: (partitions) => tell({ is: 'assigned', partitions: partitions.length }),
    onRevoked: (partitions) => tell({ is: 'revoked', partitions: partitions.length }),
    onBatch: async ({ partition, records, heartbeat }) => {
      const texts = records.map((record) => record.value!.toString());
      tell({ is: 'begun', partition, texts });
      try {
        for (const endAt = performance.now() + settings.workMs; ; ) {
          await heartbeat();
          if (performance.now() >= endAt) break;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      } catch (error) {
        if (error instanceof BatchAbandoned) tell({ is: 'abandoned', partition });
        throw error;
      }
      tell({ is: 'handled', partition, texts });
    },
  });
  process.once('SIGTERM', () => void consumer.close().then(() => driver.close()).then(() => process.exit(0)));
}

void main(JSON.parse(process.env['MEMBER']!) as MemberSettings);
