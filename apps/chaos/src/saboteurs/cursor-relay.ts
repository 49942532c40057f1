import type { Saboteur } from './saboteur.js';

const file = 'libs/outbox/dist/relay.js';

export const cursorRelay: Saboteur = {
  name: 'cursor-relay',
  about: 'the relay remembers the last id it has sent and reads what comes after it: rows that commit late, under a smaller id, are never sent',
  provokedBy: 'transactions side by side; a relay that dies and leaves its buckets to one that is further on',
  faults: ['kill', 'death-relay-before-send', 'backend-terminations'],
  caughtBy: ['I10', 'I9', 'I1'],
  edits: [
    { file, find: 'from messaging.outbox where bucket = b.bucket order by id limit $2)', replace: 'from messaging.outbox where bucket = b.bucket and id > $3 order by id limit $2)' },
    { file, find: 'values: [[...held.keys()], perBucket] });', replace: 'values: [[...held.keys()], perBucket, this.last ?? 0] });' },
    { file, find: 'await this.remove(sent, held);', replace: 'await this.remove(sent, held);\n        for (const row of sent.done)\n            if (Number(row.id) > (this.last ?? 0))\n                this.last = Number(row.id);' },
  ],
};
