import type { Saboteur } from './saboteur.js';

const file = 'apps/orders/dist/payments/call-provider.js';

export const freshPaymentKey: Saboteur = {
  name: 'fresh-payment-key',
  about: 'a payment that is tried again is sent to the provider under a new key and without asking what became of the first: money is taken twice',
  provokedBy: 'orders killed between the payment and the record of it',
  faults: ['death-executor-after-effect', 'database-crash'],
  caughtBy: ['I7'],
  edits: [
    { file, find: 'if (call.attempts > 1) {', replace: 'if (false) {' },
    { file, find: 'return await request(provider, call);', replace: 'return await request(provider, call.attempts > 1 ? { ...call, id: `${call.id}-${call.attempts}` } : call);' },
  ],
};
