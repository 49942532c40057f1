import type { Saboteur } from './saboteur.js';

const file = 'libs/outbox/dist/relay.js';

export const markBeforeAck: Saboteur = {
  name: 'mark-before-ack',
  about: 'the relay takes rows out of the outbox before the log has acknowledged them: a send that fails loses them',
  provokedBy: 'a broker that is killed or cut off, a relay killed between the two',
  faults: ['broker-kill', 'death-relay-before-send'],
  caughtBy: ['I1', 'I9', 'I10'],
  edits: [
    { file, find: 'await this.remove(sent, held);\n', replace: '' },
    { file, find: 'await (0, fail_places_js_1.passing)(\'relay:before-send\');', replace: 'await this.remove({ done: rows }, held);\n        await (0, fail_places_js_1.passing)(\'relay:before-send\');' },
  ],
};
