import { isTransient } from '@onefront/bus';
import { UnreadableMessage } from '@onefront/contracts';
import { Handling } from './handling.js';
import { wordsOf } from './log.js';
import type { ConsumerContext } from './once.js';
import { readOne } from './received.js';
import { asRecord, type StoredRecord } from './stored-record.js';
import type { BatchWork, Tx } from './work.js';

type DeadRow = StoredRecord & { id: string };

/** Replays the dead letters of this consumer for which that was asked. Rejects with transient errors only. */
export async function replayRequested(consumer: ConsumerContext, work: BatchWork<unknown>): Promise<void> {
  const { rows } = await consumer.database.read<DeadRow & Record<string, unknown>>({
    name: 'replay-due',
    text: `select * from messaging.dead_letter where consumer = $1 and state = 'replay-requested' order by id limit 100`,
    values: [consumer.name],
  });
  for (const row of rows) await replay(consumer, work, row);
}

/** The same bytes, the same id, the same work. A message that is still unreadable stays dead; one that fails now parks its key. */
async function replay(consumer: ConsumerContext, work: BatchWork<unknown>, row: DeadRow): Promise<void> {
  const types = new Set(work.types);
  try {
    const received = readOne(asRecord(row), (type) => types.has(type), consumer.lifecycle);
    await new Handling(consumer, work).handle(received ? [received] : [], (tx) => markReplayed(tx, row.id));
  } catch (error) {
    if (!(error instanceof UnreadableMessage)) {
      if (isTransient(error)) throw error;
      consumer.log('a dead letter could not be replayed', { consumer: consumer.name, id: row.id, error });
    }
    await consumer.database.read({
      text: `update messaging.dead_letter set state = 'dead', attempts = attempts + 1, error = $2, changed_at = clock_timestamp() where id = $1`,
      values: [row.id, wordsOf(error)],
    });
  }
}

async function markReplayed(tx: Tx, id: string): Promise<void> {
  await tx.query(`update messaging.dead_letter set state = 'replayed', changed_at = clock_timestamp() where id = $1 and state = 'replay-requested'`, [id]);
}
