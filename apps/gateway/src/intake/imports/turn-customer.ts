import { blindIndex, changeCustomer, httpCustomer, message, opaqueId, readHttp, registerCustomer } from '@onefront/contracts';
import { canonicalJson, newId } from '@onefront/kernel';
import { z } from 'zod';
import { checkIdentities, withForeignIdentities } from '../ownership.js';
import { wrongAt } from '../references.js';
import { openCustomers, Sealer, type ClearCustomer } from '../personal.js';
import { viewerOf, type Viewer } from '../../views/viewer.js';
import type { Turn, TurnContext, Turned } from './turn.js';

const address = z.strictObject({ id: opaqueId.optional() });

/**
 * As `POST /v1/customers`; with the `id` of a person who is here, the row is all that is known of that person.
 * A row without an id is marked (a keyed hash of the whole row): without a verified key its owner could not tell that it has come again.
 */
export const customerTurn: Turn = {
  subject: ({ id }) => (typeof id === 'string' ? id : undefined),
  turn: async ({ id: named, ...rest }, context) => {
    const { id } = readHttp(address, named === undefined ? {} : { id: named });
    const clear = readHttp(httpCustomer, rest);
    const viewer = viewerOf({ ...context.job, id: context.job.client });
    checkIdentities(clear.identities ?? [], viewer, { needsOne: id === undefined });
    if (id !== undefined) return change(id, clear, { ...context, viewer });
    const { gateway, now, check } = context;
    const customerId = newId();
    const customer = (await sealerOf(gateway, check)).customer(clear, clear.addresses?.[0]?.country);
    const mark = blindIndex('text', `import:customers:${canonicalJson(clear)}`, gateway.keyring.pepper);
    return { send: message(registerCustomer, { key: customerId, data: { customerId, customer, at: now.toISOString() } }), mark, repeats: true };
  },
};

async function change(id: string, row: ClearCustomer, { gateway, viewer, check }: TurnContext & { readonly viewer: Viewer }): Promise<Turned> {
  const person = await gateway.customers.find(id, viewer);
  if (!person || person.document.erased) throw wrongAt('/id', 'there is no such customer');
  const [known] = await openCustomers(gateway.keyring, [person.document]);
  const clear = withForeignIdentities(row, known!, viewer);
  if (canonicalJson(full(known!)) === canonicalJson(full(clear))) return { unchanged: true };
  const customer = (await sealerOf(gateway, check)).customer(clear, clear.addresses?.[0]?.country as string | undefined);
  return { send: message(changeCustomer, { key: person.id, data: { customerId: person.id, customer, baseVersion: person.version, conditions: {} } }) };
}

async function sealerOf({ keyring }: TurnContext['gateway'], check: TurnContext['check']): Promise<Sealer> {
  return check ? Sealer.under(check, keyring) : Sealer.open(keyring);
}

/** An absent list is an empty one. */
function full(clear: ClearCustomer): Required<{ [K in keyof ClearCustomer]: unknown }> {
  const { name = null, emails = [], phones = [], loyaltyId = null, identities = [], addresses = [], consents = [], groups = [] } = clear;
  return { name, emails, phones, loyaltyId, identities, addresses, consents, groups };
}
