import type { CallAnswer } from '../domain/payments.js';
import { NoAnswer, type PaymentProvider, type ProviderAnswer } from './provider.js';

/** One call as the executor got it; its id is the idempotency key. */
export interface ProviderCall {
  readonly id: string;
  readonly kind: 'authorise' | 'capture' | 'void' | 'refund';
  readonly authorisation: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly token: string;
  /** Of an authorisation: the earlier one that it takes over from. */
  readonly replaces?: string;
  /** 1 at the first attempt. */
  readonly attempts: number;
}

/**
 * Brings one call to an answer. Only the first attempt calls straight away: after that the call may have had its effect, so it is asked
 * about, and made (with the same key) only when the provider has never seen it (S14).
 */
export async function callProvider(provider: PaymentProvider, call: ProviderCall): Promise<CallAnswer> {
  if (call.attempts > 1) {
    const found = await provider.query(call.id, call);
    if (found === 'pending') return { outcome: 'unknown' };
    if (found !== 'absent') return found;
  }
  try {
    return await request(provider, call);
  } catch (error) {
    if (error instanceof NoAnswer) return { outcome: 'unknown' };
    throw error;
  }
}

function request(provider: PaymentProvider, { id, kind, authorisation, amount, currency, token, replaces }: ProviderCall): Promise<ProviderAnswer> {
  switch (kind) {
    case 'authorise': return provider.authorise(id, { authorisation, amount, currency, token, ...(replaces ? { replaces } : {}) });
    case 'capture': return provider.capture(id, { authorisation, amount });
    case 'void': return provider.void(id, { authorisation, amount });
    case 'refund': return provider.refund(id, { authorisation, amount });
    default: return kind satisfies never;
  }
}
