type Words = Readonly<Record<string, string>>;

const priced: Words = {
  'coupon-invalid': '422: unknown, expired, not for this customer or channel; `detail` says which',
  'coupon-exhausted': '409: used up',
  'price-changed': '409: not what the shopper saw (`unitPrice`, `expectedTotal`)',
};
const step: Words = { 'illegal-transition': '409: not from its present status; `detail` names it and what is possible' };
const place: Words = { 'popup-under-way': '409: close the pop-up before you drop its plan', 'kind-settled': '409: stock was booked there as goods of another owner or keeper; make another location' };
const closed: Words = { 'count-closed': '409: open another' };
const key: Words = { 'key-taken': '409: an e-mail, phone or loyalty id belongs to another customer; merge them if they are one person' };

/** Words by which a route says no, beyond those that every route has: the last segment of a problem's `type`. By method and path. */
export const refusals: Readonly<Record<string, Words>> = {
  'POST /v1/stock/movements': { 'insufficient-stock': '409: it would leave on-hand below zero or below what is reserved; nothing was booked' },
  'PUT /v1/locations/{id}': place, 'PATCH /v1/locations/{id}': place,
  'POST /v1/locations/{id}/popup': {
    ...step, 'nothing-stocked': '409: nothing lies there yet', 'popup-over': '409: its end has passed', 'devices-open': '409: tills there have sales that have not arrived',
    'leases-open': '409: `detail` names each till there that has not given back its lease',
    'not-counted': '409: count all that lies there, since it began to close', 'stock-left': '409: `detail` names what is still booked there',
  },
  'POST /v1/transfers': { 'insufficient-stock': '409: `errors` names each line of which fewer can leave; nothing was shipped' },
  'POST /v1/transfers/{id}/receive': step, 'POST /v1/transfers/{id}/cancel': step,
  'PUT /v1/expected-receipts/{id}': step, 'POST /v1/expected-receipts/{id}/receive': step, 'POST /v1/expected-receipts/{id}/cancel': step,
  'POST /v1/counts/{id}/quantities': closed, 'POST /v1/counts/{id}/close': closed,
  'POST /v1/quotes': { ...priced, 'quotes-unavailable': '503: prices cannot be asked at the moment; an order can nevertheless be placed' },
  'POST /v1/holds': { 'out-of-stock': '409: `errors` names each short line; nothing is kept', 'too-many-holds': '409: release some, or let them expire' },
  'POST /v1/holds/{id}/extend': { 'hold-ended': '409: released, expired or taken over' },
  'POST /v1/orders': {
    ...priced,
    'out-of-stock': '409: `errors` names each short line. With `Retry-After` an order that is still undecided holds the goods: ask again, under a new key',
    'payment-declined': '402', 'external-id-reused': '409: another order of the channel has this `externalId`; an equal one is answered 200 with the order that exists',
  },
  'PUT /v1/tills/{id}': { 'till-in-use': '409: it has sold at its location for its channel; register another one' },
  'POST /v1/tills/{id}/sales': {
    'bad-signature': '422: `errors` names each sale that the device has not signed as it was sent', 'sequence-reused': '409: two sales of the device have one sequence; nothing of the batch was taken',
    'external-id-reused': '409: another order of the channel has the id of a sale',
  },
  'PUT /v1/tills/{id}/stock-lease': {
    'bad-signature': '422: the device has not signed it as it was sent', 'sales-missing': '409: hand in all sales up to `sequence` first', 'sold-since': '409: sales are here that the device made after it spoke; say it again with the last sequence',
    'serial-passed': '409: it has said something later already', 'lease-elsewhere': '409: it has units of another location; give them back first',
  },
  'PUT /v1/tills/{id}/coupon-lease': {
    'bad-signature': '422: the device has not signed it as it was sent', 'sales-missing': '409: hand in all sales up to `sequence` first', 'sold-since': '409: sales are here that the device made after it spoke; say it again with the last sequence',
    'serial-passed': '409: it has said something later about its coupons already', 'invalid-request': '422: also a code that nobody has',
  },
  'POST /v1/orders/{id}/cancellation': {
    'already-shipped': '409: what has left cannot be cancelled; take it back as a return', 'already-refused': '409: there is nothing to cancel',
    'order-undecided': '409: a part of it can be cancelled when it is confirmed', 'too-many-units': '422: more than is open', 'unknown-line': '422',
  },
  'POST /v1/orders/{id}/returns': { 'not-returnable': '409: more than was shipped and is not back yet', 'unknown-line': '422' },
  'POST /v1/orders/{id}/exchanges': { ...priced, 'not-returnable': '409: more than was shipped and is not back or announced yet', 'out-of-stock': '409: the new goods cannot be had; nothing has changed', 'payment-declined': '402: the difference is not paid; nothing has changed', 'too-many-units': '422: `insteadOf` names more than comes back' },
  'POST /v1/orders/{id}/return-requests': { 'not-returnable': '409: more than was shipped and is not back or announced yet', 'unknown-line': '422', 'invalid-request': '422: also a fee above the refund, or more shipping than was paid' },
  'POST /v1/returns/{id}/receive': { ...step, 'too-many-units': '422: more than was announced' },
  'POST /v1/returns/{id}/inspect': { ...step, 'too-many-units': '422: more than was received' },
  ...Object.fromEntries(['authorise', 'decline', 'send'].map((verb) => [`POST /v1/returns/{id}/${verb}`, step])),
  'POST /v1/returns': { 'external-id-reused': '409: another return of the channel has this `externalId`' },
  'POST /v1/gift-cards': { 'gift-card-exists': '409: the code is taken' },
  'POST /v1/payments/stripe/webhook': { 'bad-signature': '400: not signed by Stripe, or too long ago; nothing was looked at', 'not-found': '404: this installation has no signing secret of Stripe' },
  'POST /v1/coupons': { 'coupon-exists': '409: the code is taken' },
  'POST /v1/customers': key,
  'PATCH /v1/customers/{id}': { ...key, 'changed-meanwhile': '409: somebody else changed the customer at the same moment; read it and try again' },
  'POST /v1/customers/{id}/merge': { 'already-merged': '409: they are one customer already', 'unknown-customer': '422' },
  'POST /v1/customers/{id}/unmerge': { 'unknown-merge': '422' },
  'POST /v1/webhooks': { 'too-many-webhooks': '409', 'invalid-request': '422: not https on port 443, or not an address of the public internet' },
  'POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': { 'webhook-disabled': '409: enable it first' },
  'GET /v1/events': { gone: '410: older than the 7 days that are kept; read the present state and start from now' },
  'POST /v1/fulfillments/{id}/collect': { ...step, 'wrong-code': '409: not the code that `ready` gave' },
  'POST /v1/fulfillments/{id}/pick': { ...step, 'too-many-units': '422: more than is open here' },
  ...Object.fromEntries(['accept', 'reject', 'pack', 'ship', 'deliver', 'ready', 'hold', 'release'].map((verb) => [`POST /v1/fulfillments/{id}/${verb}`, step])),
};
