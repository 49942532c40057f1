/**
 * Bodies to be sent as they are to the demo company (`npm start`); a test sends each of them. First the one that is filled in at /docs.
 * Where one names the id of something (`from`, `mergeId`), put one of yours.
 */
export type Examples = Readonly<Record<string, unknown>>;

const gbp = (amount: string) => ({ amount, currency: 'GBP' });
const ada = { name: 'Ada Whitlock', email: 'ada.whitlock@example.com' };
const address = { name: 'Ada Whitlock', line1: '12 Harrogate Road', city: 'Leeds', postalCode: 'LS7 3PD', country: 'GB' };
const lamp = { sku: 'LAMP-SAGE', quantity: 1 };
const lantern = { name: 'Storm lantern, brass', description: 'Burns 14 hours on one filling.', brand: 'Norrland', categories: ['living/lighting'], gtin: '4006381333931', price: gbp('39.00'), taxCategory: 'standard', attributes: { colour: 'brass' }, tags: ['new'] };
const toTheDoor = { channel: 'web', customer: ada, lines: [lamp], fulfillment: { method: 'ship', address }, payment: { method: 'card', token: 'tok_ok' } };

const sales: Readonly<Record<string, Examples>> = {
  'POST /v1/quotes': {
    'To the door': { channel: 'web', lines: [lamp, { sku: 'MUG-SAGE', quantity: 2 }], fulfillment: { method: 'ship', address } },
    'At a till: three mugs for two': { channel: 'till-leeds', lines: [{ sku: 'MUG-CLAY', quantity: 3 }], fulfillment: { method: 'carry-out', location: 'leeds' } },
  },
  'POST /v1/orders': {
    'To the door': toTheDoor,
    'Click and collect': { channel: 'web', customer: ada, lines: [lamp], fulfillment: { method: 'pickup', location: 'leeds' } },
    'At a till': { channel: 'till-leeds', lines: [{ sku: 'MUG-CLAY', quantity: 1 }], fulfillment: { method: 'carry-out', location: 'leeds' }, payment: { method: 'cash' } },
    'Some now, some sent home': { channel: 'till-leeds', lines: [{ sku: 'MUG-CLAY', quantity: 1 }, { ...lamp, fulfillment: { method: 'ship', address } }], fulfillment: { method: 'carry-out', location: 'leeds' }, payment: { method: 'card' } },
    'Sold by a marketplace': { channel: 'fairground', customer: { externalId: 'buyer-778', name: 'C. Reid' }, lines: [{ ...lamp, unitPrice: gbp('79.00') }], fulfillment: { method: 'ship', address }, payment: { method: 'channel' } },
  },
  'POST /v1/holds': { 'While the buyer pays': { channel: 'web', lines: [lamp], ttlSeconds: 600, reference: 'basket-1001' } },
  'POST /v1/holds/{id}/extend': { 'Ten minutes more': { ttlSeconds: 600 } },
  // Signed by the device whose seed is `the guide to tills of Onefront..`.
  'PUT /v1/tills/{id}': { 'A till with its key': { name: 'Till 1, ground floor', location: 'leeds', channel: 'till-leeds', publicKey: 'ftVhF9mxkDrM-7eofVYdgx7CU8rAMgiAaeBt6n73FZs' } },
  'POST /v1/tills/{id}/sales': { 'One sale, as `till-leeds-1` signed it': { sales: [{ id: '01JBMQ2S2T0000000000000001', sequence: 1, priceBook: '2026-11-01', soldAt: '2026-11-01T10:15:00Z', lines: [{ sku: 'MUG-CLAY', quantity: 1, total: gbp('11.50') }], payment: { method: 'cash' }, soldBy: 'maud', signature: 'oQj3RlWD-_G2XP2ZtHEOzticsZW0ytTSbLRQfzaTxv_V5d3tJqKzidPHLyOrbV67QuJYB_TDPz4vXsfyeAZRCA' }] } },
  'PUT /v1/tills/{id}/stock-lease': { 'Two mugs for half a day, as `till-leeds-2` signed it': { serial: 1, sequence: 0, lines: [{ sku: 'MUG-CLAY', quantity: 2 }], ttlSeconds: 43200, signature: 'qa6DM9BN_swa_QZgj803Gh1YIf9Q-nu4aX_cLgZ_MJyc3pjC00xoMsFRruzOgkfeb-hjDW_CVr-3NWhHEv8xBA' } },
  'PUT /v1/tills/{id}/coupon-lease': { 'Three uses for half a day, as `till-leeds-2` signed it': { serial: 1, sequence: 0, coupons: [{ code: 'COUNTER5', quantity: 3 }], ttlSeconds: 43200, signature: 'GmogOvn1DGNQUfPp5prPIx6jRVpk37Fy-14Io4Akpi6afdUWOPvcC5BZ5Kb1E8lYi2c9L6ai_Rwfj8ehGfozBA' } },
  'POST /v1/orders/{id}/cancellation': { 'All of it': { reason: 'changed my mind' }, 'One unit': { lines: [{ sku: 'LAMP-SAGE', quantity: 1 }] } },
  'POST /v1/orders/{id}/returns': { 'Back to the shelf': { location: 'leeds', lines: [{ sku: 'LAMP-SAGE', quantity: 1, disposition: 'restock' }] }, 'Damaged, no money back': { location: 'leeds', lines: [{ sku: 'LAMP-SAGE', quantity: 1, disposition: 'damaged' }], refund: 'none' } },
  'POST /v1/orders/{id}/exchanges': { 'Another colour, at the price that was paid': { location: 'leeds', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }], newLines: [{ sku: 'LAMP-SAGE', quantity: 1, insteadOf: '1' }], fulfillment: { method: 'ship', address } } },
  'POST /v1/orders/{id}/return-requests': { 'Too small': { location: 'derby', lines: [{ sku: 'LAMP-SAGE', quantity: 1 }], reason: 'too small' }, 'Refunded on arrival, less a fee': { location: 'derby', lines: [{ sku: 'LAMP-SAGE', quantity: 1 }], refundWhen: 'received', fee: gbp('3.00') }, 'For store credit': { location: 'derby', lines: [{ sku: 'LAMP-SAGE', quantity: 1 }], refund: 'store-credit' } },
  'POST /v1/returns/{id}/authorise': { 'Let it come': {} },
  'POST /v1/returns/{id}/decline': { 'Too late': { reason: 'after the thirty days' } },
  'POST /v1/returns/{id}/send': { 'With a carrier': { carrier: 'Royal Mail', tracking: 'RM987654321GB' } },
  'POST /v1/returns/{id}/receive': { 'All of it': {} },
  'POST /v1/returns/{id}/inspect': { 'As new': { lines: [{ sku: 'LAMP-SAGE', quantity: 1, disposition: 'restock' }] } },
  'POST /v1/returns': { 'Bought before our time': { channel: 'till-leeds', location: 'leeds', lines: [{ sku: 'MUG-SAGE', quantity: 1, total: gbp('11.50'), disposition: 'restock' }], reason: 'before-our-time' } },
  'POST /v1/fulfillments/{id}/accept': { 'Take it on': {} },
  'POST /v1/fulfillments/{id}/reject': { 'Not here': { reason: 'not on the shelf' } },
  'POST /v1/fulfillments/{id}/pick': { 'All of line 1': { lines: [{ lineId: '1', quantity: 1 }] } },
  'POST /v1/fulfillments/{id}/pack': { Packed: {} },
  'POST /v1/fulfillments/{id}/ship': { 'With a carrier': { carrier: 'Royal Mail', tracking: 'RM123456785GB' } },
  'POST /v1/fulfillments/{id}/deliver': { 'The carrier says so': {} },
  'POST /v1/fulfillments/{id}/hold': { 'Ask the buyer first': { reason: 'the address looks wrong' } },
  'POST /v1/fulfillments/{id}/release': { 'Go on': {} },
  'POST /v1/fulfillments/{id}/ready': { 'It lies behind the counter': {} },
  'POST /v1/fulfillments/{id}/collect': { 'With the code that ready gave': { code: '0000' } },
};

const goods: Readonly<Record<string, Examples>> = {
  'POST /v1/locations/{id}/popup': { 'The goods are here': { state: 'stocked' } },
  'POST /v1/transfers': { 'Mugs for the fair': { from: 'leeds', to: 'bristol', lines: [{ sku: 'MUG-CLAY', quantity: 2 }], reference: 'fair 2026' } },
  'POST /v1/transfers/{id}/receive': { 'All is here': { lines: [{ sku: 'MUG-CLAY', quantity: 2 }] }, 'One broke, nothing more comes': { lines: [{ sku: 'MUG-CLAY', quantity: 1, damaged: 1 }], complete: true } },
  'POST /v1/transfers/{id}/cancel': { 'It stays here': {} },
  'PUT /v1/expected-receipts/{id}': { 'Twelve mugs, most probably': { sku: 'MUG-CLAY', location: 'leeds', quantity: 12, eta: '2036-12-01T00:00:00Z', confidence: 90, reference: 'PO 4711' } },
  'POST /v1/expected-receipts/{id}/receive': { 'Five are here': { quantity: 5 }, 'The rest, one of them broken': { quantity: 6, damaged: 1, complete: true } },
  'POST /v1/expected-receipts/{id}/cancel': { 'It will not come': {} },
  'POST /v1/counts': { 'Two SKUs': { location: 'leeds', skus: ['MUG-CLAY', 'MUG-SAGE'] }, 'All that lies there': { location: 'leeds' } },
  'POST /v1/counts/{id}/quantities': { 'As of now': { lines: [{ sku: 'MUG-CLAY', quantity: 12 }] } },
  'POST /v1/counts/{id}/close': { 'Done': {} },
  'PUT /v1/products/{sku}': {
    'A product': lantern,
    'A bundle': { name: 'Two mugs in a box', price: gbp('21.00'), taxCategory: 'standard', kind: 'bundle', components: [{ sku: 'MUG-SAGE', quantity: 1 }, { sku: 'MUG-CLAY', quantity: 1 }] },
  },
  'PATCH /v1/products/{sku}': { 'A new price': { price: gbp('12.00') }, 'No description any more': { description: null } },
  'POST /v1/products/batch': { 'Two at once': { products: [{ sku: 'LANTERN-BRASS', ...lantern }, { sku: 'LANTERN-TIN', name: 'Storm lantern, tin', price: gbp('29.00'), taxCategory: 'standard' }] } },
  'PUT /v1/products/{sku}/channels/{channelId}': { 'Dearer on the marketplace': { price: gbp('12.90'), reason: 'pays the fee of the marketplace' }, 'A title of its own': { title: 'Stoneware mug, 350 ml, sage green', reason: 'how it is searched for there' } },
  'POST /v1/stock/movements': {
    'Goods have come': { movements: [{ sku: 'MUG-SAGE', location: 'derby', quantity: 24, reason: 'receipt', reference: 'delivery note 4711' }] },
    'Counted, and one broken': { movements: [{ sku: 'MUG-CLAY', location: 'leeds', quantity: 20, reason: 'count' }, { sku: 'MUG-CLAY', location: 'leeds', quantity: 1, reason: 'damage' }] },
    'From the warehouse to a store': { movements: [{ sku: 'LAMP-SAGE', location: 'derby', quantity: 2, reason: 'transfer', toLocation: 'leeds' }] },
  },
  'PUT /v1/locations/{id}': { 'A store': { name: 'York, Stonegate', kind: 'store', address: { line1: '8 Stonegate', city: 'York', postalCode: 'YO1 8AS', country: 'GB' }, geo: { lat: 53.9609, lon: -1.0827 }, safetyStock: 1, opensAt: '09:00', closesAt: '18:00', timezone: 'Europe/London' } },
  'PATCH /v1/locations/{id}': { 'Keep two of each back': { safetyStock: 2 } },
  'PUT /v1/channels/{id}': { 'Tills': { name: 'Tills in Leeds, upstairs', kind: 'store', locations: ['leeds', 'derby'], currency: 'GBP', taxCountry: 'GB', timezone: 'Europe/London' } },
  'PUT /v1/channels/{id}/policies/{sku}': { 'Five may wait, for two weeks': { policy: 'backorder', limit: 5, eta: '2036-12-01T00:00:00Z' }, 'Preorders until it is here': { policy: 'preorder', until: '2036-12-01T00:00:00Z', limit: 100 } },
  'POST /v1/channels/{id}/confirmations': { 'Seen a second after it was sent': { ordersUpTo: '2026-11-01T09:00:00Z', confirmations: [{ sku: 'MUG-SAGE', quantity: 1, version: 1, readAt: '2026-11-01T09:00:01Z' }] } },
  'PATCH /v1/channels/{id}': { 'Keep two of each from this channel': { buffer: 2 } },
};

const people: Readonly<Record<string, Examples>> = {
  'POST /v1/customers': { 'Who signs up': { name: 'Morag Sinclair', emails: [{ address: 'morag.sinclair@example.com', verified: true }], phones: [{ number: '+44 141 496 0009' }], loyaltyId: 'HH-2044', consents: [{ purpose: 'newsletter', channel: 'web', granted: true }] } },
  'PATCH /v1/customers/{id}': { 'A friend of the house': { groups: ['vip'] } },
  'POST /v1/customers/{id}/merge': { 'Join this one': { from: 'the id of the other' } },
  'POST /v1/customers/{id}/unmerge': { 'Take it back': { mergeId: 'the id that the merge gave' } },
  'PUT /v1/promotions/{id}': {
    'A tenth off lamps': { name: 'Lamps: ten per cent', channels: ['web'], conditions: [{ type: 'has-items', match: { categories: ['living/lighting'] } }], effects: [{ type: 'percentage', percent: '10', on: 'lines', match: { categories: ['living/lighting'] } }] },
    'Five pounds off from fifty, by coupon': { name: 'Five pounds', channels: ['web', 'till-leeds'], conditions: [{ type: 'coupon' }, { type: 'min-basket', amount: gbp('50.00') }], effects: [{ type: 'fixed-amount', amount: gbp('5.00'), on: 'order' }], limits: { perCustomer: 1 } },
  },
  'PATCH /v1/promotions/{id}': { 'Ends with the year': { endsAt: '2027-01-01T00:00:00Z' } },
  'POST /v1/payments/stripe/webhook': { 'An authorisation has come about': { id: 'evt_1QxYz2', type: 'payment_intent.amount_capturable_updated', data: { object: { object: 'payment_intent', id: 'pi_3QxYz2', metadata: { authorisation: 'the id of a payment' } } } } },
  'POST /v1/gift-cards': { 'Twenty-five pounds for a year': { amount: gbp('25.00'), expiresAt: '2036-11-23T00:00:00Z' } },
  'POST /v1/coupons': { 'A hundred generated ones': { promotion: 'welcome10', count: 100, limit: 1 }, 'One with a name': { promotion: 'welcome10', code: 'HELLO10', limit: 500, perCustomer: 1 } },
  'PUT /v1/tax-rates/{id}': { 'Reduced rate': { category: 'energy', country: 'GB', rate: '5' } },
  'PUT /v1/shipping-rates/{id}': { 'To Ireland': { channels: ['web'], countries: ['IE'], method: 'ship', price: gbp('9.95'), freeFrom: gbp('120.00') } },
};

const house: Readonly<Record<string, Examples>> = {
  'POST /v1/imports': { 'Products as CSV': { kind: 'products', file: 'sku,name,price.amount,price.currency\nLANTERN-BRASS,"Storm lantern, brass",39.00,GBP\n' } },
  'POST /v1/partners': { 'A webshop': { name: 'hearthandhall.example', scopes: ['catalog:read', 'stock:read', 'orders:read', 'orders:write', 'events:read'], channels: ['web'] } },
  'PATCH /v1/partners/{id}': { 'Another name': { name: 'hearthandhall.example, new shop' } },
  'POST /v1/webhooks': { 'Two types': { url: 'https://shop.example.com/onefront', types: ['order.confirmed', 'stock.changed'] } },
  'PATCH /v1/webhooks/{id}': { 'Pause it': { enabled: false } },
  'POST /v1/webhooks/{id}/replay': { 'Since midnight': { from: '2026-11-23T00:00:00Z' } },
  'POST /oauth/token': { 'All that the client may': { grant_type: 'client_credentials' }, 'Reading only': { grant_type: 'client_credentials', scope: 'catalog:read stock:read' } },
};

/** By method and path. */
export const bodyExamples: Readonly<Record<string, Examples>> = { ...goods, ...sales, ...people, ...house };

/** What stands in a field of /docs before it is changed: by path and name, else by name. */
export function parameterExample(route: string, name: string): unknown {
  return (own[route] ?? {})[name] ?? shared[name];
}

const shared: Examples = { sku: 'MUG-SAGE', skus: 'MUG-SAGE,MUG-CLAY,LAMP-SAGE', channelId: 'web', code: 'WELCOME10' };
const own: Readonly<Record<string, Examples>> = {
  'PUT /v1/products/{sku}': { sku: 'LANTERN-BRASS' },
  'PUT /v1/products/{sku}/channels/{channelId}': { channelId: 'fairground' },
  'GET /v1/products/{sku}/channels/{channelId}': { channelId: 'fairground' },
  'DELETE /v1/products/{sku}/channels/{channelId}': { channelId: 'fairground' },
  'GET /v1/products': { channel: 'web' },
  'GET /v1/locations/{id}/stock': { id: 'leeds' },
  'GET /v1/stock/{sku}/told': { channel: 'fairground' },
  'POST /v1/channels/{id}/confirmations': { id: 'fairground' },
  'GET /v1/availability': { channel: 'web', lat: 53.8, lon: -1.55 },
  'GET /v1/customers': { loyaltyId: 'HH-1001' },
  ...Object.fromEntries(['PUT', 'GET'].flatMap((method) => ['stock', 'coupon'].map((kind) => [`${method} /v1/tills/{id}/${kind}-lease`, { id: 'till-leeds-2' }]))),
  'GET /v1/exports': { kind: 'products' },
  ...Object.fromEntries(['PUT', 'PATCH', 'GET'].flatMap((method) => [[`${method} /v1/locations/{id}`, { id: method === 'PUT' ? 'york' : 'leeds' }], [`${method} /v1/channels/{id}`, { id: method === 'PUT' ? 'till-leeds-upstairs' : 'social' }]])),
  'PUT /v1/expected-receipts/{id}': { id: 'po-4711-mug-clay' }, 'GET /v1/expected-receipts/{id}': { id: 'po-4711-mug-clay' },
  ...Object.fromEntries(['PUT', 'GET', 'DELETE'].map((method) => [`${method} /v1/channels/{id}/policies/{sku}`, { id: 'social' }])),
  ...Object.fromEntries(['PUT', 'PATCH', 'GET', 'DELETE'].map((method) => [`${method} /v1/promotions/{id}`, { id: method === 'GET' ? 'welcome10' : 'lamps' }])),
  ...Object.fromEntries(['PUT', 'GET'].flatMap((method) => [[`${method} /v1/tax-rates/{id}`, { id: method === 'GET' ? 'gb-standard' : 'gb-energy' }], [`${method} /v1/shipping-rates/{id}`, { id: method === 'GET' ? 'uk-parcel' : 'ie-parcel' }]])),
};
