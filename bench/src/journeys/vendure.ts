import { randomUUID } from 'node:crypto';
import type { Journey, Placed } from '../types.js';
import { NotPlaced, openPool, spreadOver, timed, Trip, type Json } from './trip.js';

export interface VendureJourney {
  readonly url: string;
  /** Ids of variants to buy from. */
  readonly variants: readonly string[];
  readonly lines: number;
  /** The variant of a race: one unit of it instead of `lines`. */
  readonly variant?: string;
  /** Ends `prepare` one step later, when the order waits for its payment; by default that step belongs to the payment. */
  readonly waitsForPayment?: boolean;
}

const result = '__typename ... on Order { id code state } ... on ErrorResult { errorCode message }';
const documents = {
  add: `mutation ($variant: ID!) { result: addItemToOrder(productVariantId: $variant, quantity: 1) { ${result} } }`,
  customer: `mutation ($input: CreateCustomerInput!) { result: setCustomerForOrder(input: $input) { ${result} } }`,
  address: `mutation ($input: CreateAddressInput!) { result: setOrderShippingAddress(input: $input) { ${result} } }`,
  methods: 'query { eligibleShippingMethods { id name priceWithTax } }',
  method: `mutation ($ids: [ID!]!) { result: setOrderShippingMethod(shippingMethodId: $ids) { ${result} } }`,
  arrange: 'mutation { result: transitionOrderToState(state: "ArrangingPayment") { __typename ... on Order { id state } ... on OrderStateTransitionError { errorCode message transitionError } } }',
  pay: `mutation ($input: PaymentInput!) { result: addPaymentToOrder(input: $input) { ${result} ... on PaymentDeclinedError { paymentErrorMessage } ... on PaymentFailedError { paymentErrorMessage } ... on OrderStateTransitionError { transitionError } } }`,
} as const;

const address = { fullName: 'Ada Whitlock', streetLine1: 'Harrogate Road 12', city: 'Leeds', postalCode: 'LS7 3PD', countryCode: 'GB' };

/** A guest buys: lines one by one, customer, address, shipping method, payment, each by the call that Vendure's guide to the checkout names. */
export async function openJourney(options: VendureJourney, clients: number): Promise<Journey> {
  const pool = openPool(options.url, clients);
  let count = 0;
  const prepare = async (trip: Trip): Promise<() => Promise<number>> => {
    const guest = new Guest(trip);
    await guest.fillCart(boughtBy(options, ++count));
    if (options.waitsForPayment) await guest.arrange();
    return () => guest.pay(!options.waitsForPayment);
  };
  return {
    async placeOrder(): Promise<Placed> {
      const trip = new Trip(pool);
      return trip.end(async () => (await prepare(trip))());
    },
    async prepare() {
      const trip = new Trip(pool);
      const pay = await prepare(trip);
      return () => trip.end(pay);
    },
    close: () => pool.close(),
  };
}

function boughtBy({ variants, lines, variant }: VendureJourney, n: number): string[] {
  return variant === undefined ? spreadOver(variants.length, n, lines).map((number) => variants[number]!) : [variant];
}

class Guest {
  private token: string | undefined;

  constructor(private readonly trip: Trip) {}

  async fillCart(variants: readonly string[]): Promise<void> {
    for (const variant of variants) await this.must('add', { variant });
    await this.must('customer', { input: { emailAddress: `shopper-${randomUUID()}@example.com`, firstName: 'Ada', lastName: 'Whitlock' } });
    await this.must('address', { input: address });
    const { eligibleShippingMethods: [method] } = await this.ask('methods', {});
    await this.must('method', { ids: [method.id] });
  }

  async arrange(): Promise<void> {
    await this.must('arrange', {});
  }

  /** Answers the milliseconds of the call that turns the cart into a paid order. */
  async pay(arrangeFirst: boolean): Promise<number> {
    if (arrangeFirst) await this.arrange();
    return timed(async () => {
      const { state } = await this.must('pay', { input: { method: 'card', metadata: {} } });
      if (state !== 'PaymentSettled') throw new NotPlaced('failed', `the order is ${state}`);
    });
  }

  private async must(name: keyof typeof documents, variables: Json): Promise<Json> {
    const { result: answer } = await this.ask(name, variables);
    if (answer.__typename === 'Order') return answer;
    const why = `${name}: ${answer.errorCode} ${answer.message} ${answer.transitionError ?? answer.paymentErrorMessage ?? ''}`.trim();
    throw new NotPlaced(/insufficient|out of stock|not enough/i.test(why) ? 'refused' : 'failed', why);
  }

  private async ask(name: keyof typeof documents, variables: Json): Promise<Json> {
    const { status, headers, body } = await this.trip.call({ path: '/shop-api', headers: this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }, body: { query: documents[name], variables } });
    if (status !== 200 || body.errors) throw new NotPlaced('failed', `${name}: ${status} ${JSON.stringify(body.errors ?? body)}`);
    this.token ??= headers['vendure-auth-token'] as string | undefined;
    return body.data;
  }
}
