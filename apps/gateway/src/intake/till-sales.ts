import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { DataOf, OrderRequest, syncTillSales, TillDocument, TillSale } from '@onefront/contracts';
import { canonicalJson, DomainError, fingerprint, type FieldError } from '@onefront/kernel';
import type { Gateway } from '../gateway.js';
import type { Viewer } from '../views/viewer.js';
import { checkRequest, placementOf } from './placement.js';

type SyncedSale = DataOf<typeof syncTillSales>['sales'][number];

/** `SubjectPublicKeyInfo` of Ed25519 (RFC 8410), in front of the 32 bytes of the key. */
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** The key of a device as it registered it. */
export function keyOfDevice(publicKey: string): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_ED25519, Buffer.from(publicKey, 'base64url')]), format: 'der', type: 'spki' });
}

/** The bytes that a device signs: what it says, with its own id, as canonical JSON (RFC 8785: members sorted, no blanks). */
export function signedBytes(till: string, said: object): Buffer {
  const { signature: _signature, ...rest } = said as { signature?: unknown };
  return Buffer.from(canonicalJson({ ...rest, till }));
}

/** Whether the device of this till has signed what it says. Never throws. */
export function isSignedBy({ id, publicKey }: TillDocument, said: object, signature: string): boolean {
  try {
    return verify(null, signedBytes(id, said), keyOfDevice(publicKey), Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/** Checks the signature over what was sent, byte for byte. Throws `bad-signature` (422). */
export function checkSignature(till: TillDocument, raw: unknown, signature: string): void {
  if (!isSignedBy(till, raw as object, signature)) throw new DomainError('bad-signature', 'invalid', `not signed by ${till.id}`, [{ path: '/signature', message: `not the signature of ${till.id} over this` }]);
}

/** Checks every signature over what was sent, byte for byte. Throws `bad-signature` (422) naming each sale. */
export function checkSignatures(till: TillDocument, raw: unknown, sales: readonly TillSale[]): void {
  const sent = (raw as { sales: object[] }).sales;
  const errors = sales.flatMap((sale, index): FieldError[] => (isSignedBy(till, sent[index]!, sale.signature) ? [] : [{ path: `/sales/${index}/signature`, message: `not the signature of ${till.id} over this sale` }]));
  if (errors.length > 0) throw new DomainError('bad-signature', 'invalid', errors.map(({ path, message }) => `${path}: ${message}`).join('; ').slice(0, 1000), errors);
}

/** Sales as their owner takes them: each with the placement of a recorded carry-out order. Throws 422 naming all that is wrong of the first sale that names something unknown. */
export async function syncedSales(gateway: Gateway, till: TillDocument, sent: { readonly raw: unknown; readonly sales: readonly TillSale[] }, context: { viewer: Viewer; now: Date }): Promise<SyncedSale[]> {
  const raw = (sent.raw as { sales: { signature?: unknown }[] }).sales;
  const synced: SyncedSale[] = [];
  for (const [index, sale] of sent.sales.entries()) {
    const { signature: _signature, ...said } = raw[index]!;
    const checked = await checkRequest(gateway, orderOf(till, sale), context).catch((error: unknown) => { throw under(`/sales/${index}`, error); });
    const { id: saleId, sequence, priceBook, override } = sale;
    const placement = { ...(await placementOf(gateway, checked)), till: { id: till.id, sequence, priceBook, ...(override ? { override } : {}) } };
    synced.push({ saleId, sequence, fingerprint: fingerprint({ ...said, till: till.id }), placement });
  }
  return synced;
}

function orderOf({ channel, location }: TillDocument, { id, soldAt, lines, coupons, payment, soldBy }: TillSale): OrderRequest {
  return {
    channel, externalId: id, placedAt: soldAt, lines, ...(coupons ? { coupons } : {}), fulfillment: { method: 'carry-out', location }, recorded: true, payment,
    ...(soldBy ? { staff: { soldBy } } : {}),
  };
}

function under(path: string, error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  return new DomainError(error.code, error.kind, error.message, error.errors.map((one) => ({ ...one, path: `${path}${one.path}` })));
}
