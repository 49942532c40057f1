/** What orders asks of whoever moves money (S14). A key names one request for ever: asking again with it has no second effect. */
export interface PaymentProvider {
  authorise(key: string, request: AuthoriseRequest): Promise<ProviderAnswer>;
  capture(key: string, request: LaterRequest): Promise<ProviderAnswer>;
  /** Lets go of what is authorised and not captured. */
  void(key: string, request: LaterRequest): Promise<ProviderAnswer>;
  refund(key: string, request: LaterRequest): Promise<ProviderAnswer>;
  /** What became of a request; `absent` when the provider has never seen the key, `pending` when it cannot say yet. */
  query(key: string, about: QueriedRequest): Promise<ProviderAnswer | 'absent' | 'pending'>;
  /** Payments authorised in that time of which something is still held: authorised, or taken and not given back. */
  held(time: { readonly from: Date; readonly to: Date }): AsyncIterable<HeldPayment>;
}

/** Minor units. */
export interface HeldPayment {
  readonly authorisation: string;
  readonly currency: string;
  /** Authorised and not captured. */
  readonly open: bigint;
  /** Captured and not refunded. */
  readonly taken: bigint;
  /** When what is authorised lapses, where that is known. */
  readonly lapsesAt?: Date;
}

export type RequestKind = 'authorise' | 'capture' | 'void' | 'refund';

export interface AuthoriseRequest {
  readonly authorisation: string;
  /** Minor units (ISO 4217), as all amounts here. */
  readonly amount: bigint;
  readonly currency: string;
  readonly token: string;
  /** An earlier authorisation by the same token, which this one takes over from: the buyer is not there to be asked anything. */
  readonly replaces?: string;
}

export interface LaterRequest {
  readonly authorisation: string;
  readonly amount: bigint;
}

export interface QueriedRequest {
  readonly kind: RequestKind;
  readonly authorisation: string;
  readonly amount: bigint;
  readonly currency: string;
}

export type ProviderAnswer = { readonly outcome: 'done' } | { readonly outcome: 'failed'; readonly detail: string };

/** No answer came in time: it may have had its effect. The state is UNKNOWN, to be resolved by query. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}
