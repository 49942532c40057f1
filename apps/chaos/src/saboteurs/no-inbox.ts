import type { Saboteur } from './saboteur.js';

export const noInbox: Saboteur = {
  name: 'no-inbox',
  about: 'the inbox takes a message that it has had before as new (an upsert that returns its row either way): every redelivery has its effect again',
  provokedBy: 'redeliveries: rewound groups, processes killed between their commit and the commit of their offsets',
  faults: ['rewind', 'death-consumer-after-commit'],
  caughtBy: ['I3', 'I4', 'I10'],
  edits: [
    { file: 'libs/outbox/dist/inbox.js', find: 'on conflict do nothing returning message_id', replace: 'on conflict (consumer, message_id) do update set received_at = now() returning message_id' },
  ],
};
