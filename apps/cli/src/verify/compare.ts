import type { Check, Database } from '@onefront/outbox';

/** One side of a comparison: a statement with columns `key` and `value` (text), ordered by key in byte order, taking the last key and a limit as $1 and $2. */
export interface Side {
  readonly database: Database;
  readonly text: string;
}

const PAGE = 5000;

/**
 * Walks two sorted sides together and reports the first key whose values differ. Two databases cannot be read at one instant:
 * what differs is looked at again after a moment, and only what differs both times, unchanged, counts.
 */
export async function compareSides(name: string, view: Side, truth: Side): Promise<Check> {
  let count = 0;
  const suspects: string[] = [];
  for await (const pair of walk(view, truth)) {
    count += 1;
    if (pair.view !== pair.truth && suspects.length < 1000) suspects.push(pair.key);
  }
  const firstBad = await stillDifferent(suspects, view, truth);
  return { name, ok: firstBad === undefined, count, ...(firstBad ? { firstBad } : {}) };
}

interface Pair { key: string; view: string | undefined; truth: string | undefined }

async function* walk(view: Side, truth: Side): AsyncGenerator<Pair> {
  const left = rowsOf(view);
  const right = rowsOf(truth);
  let a = await left.next();
  let b = await right.next();
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : Buffer.compare(Buffer.from(a.value.key), Buffer.from(b.value.key));
    const key = (order <= 0 ? a.value : b.value)!.key;
    yield { key, view: order <= 0 ? a.value!.value : undefined, truth: order >= 0 ? b.value!.value : undefined };
    if (order <= 0) a = await left.next();
    if (order >= 0) b = await right.next();
  }
}

async function* rowsOf({ database, text }: Side): AsyncGenerator<{ key: string; value: string }, undefined> {
  for (let after = ''; ;) {
    const { rows } = await database.read<{ key: string; value: string }>({ text, values: [after, PAGE] });
    yield* rows;
    if (rows.length < PAGE) return undefined;
    after = rows.at(-1)!.key;
  }
}

const LOOKS = 20;

/** A view is a moment behind its source: a difference that goes away, or moves on, is no difference. */
async function stillDifferent(suspects: readonly string[], view: Side, truth: Side): Promise<string | undefined> {
  for (const key of suspects) {
    for (let look = 1; ; look += 1) {
      const [shown, true_] = await Promise.all([valueOf(view, key), valueOf(truth, key)]);
      if (shown === true_) break;
      if (look === LOOKS) return `${key}: the view has ${shown ?? 'nothing'}, the source ${true_ ?? 'nothing'}`;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  return undefined;
}

async function valueOf({ database, text }: Side, key: string): Promise<string | undefined> {
  const { rows } = await database.read<{ key: string; value: string }>({ text: `select * from (${text.replace('$1', "''").replace(/limit \$2\s*$/, '')}) every where key = $1 and $2 > 0`, values: [key, 1] });
  return rows[0]?.value;
}
