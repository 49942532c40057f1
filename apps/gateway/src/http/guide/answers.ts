/* eslint-disable max-lines -- Answers of the demo company to the examples, recorded by RECORD=write on apps/e2e/test/partners.int.spec.ts. Do not edit. */
export const answers: Readonly<Record<string, unknown>> = {
 "PUT /v1/products/{sku} 201": {
  "sku": "LANTERN-BRASS",
  "name": "Storm lantern, brass",
  "description": "Burns 14 hours on one filling.",
  "brand": "Norrland",
  "categories": [
   "living/lighting"
  ],
  "gtin": "4006381333931",
  "price": {
   "amount": "39.00",
   "currency": "GBP"
  },
  "taxCategory": "standard",
  "attributes": {
   "colour": "brass"
  },
  "kind": "stocked",
  "tags": [
   "new"
  ],
  "status": "active"
 },
 "PUT /v1/products/{sku} 200": {
  "sku": "LANTERN-BRASS",
  "name": "Two mugs in a box",
  "price": {
   "amount": "21.00",
   "currency": "GBP"
  },
  "taxCategory": "standard",
  "kind": "bundle",
  "components": [
   {
    "sku": "MUG-SAGE",
    "quantity": 1
   },
   {
    "sku": "MUG-CLAY",
    "quantity": 1
   }
  ],
  "status": "active"
 },
 "PATCH /v1/products/{sku} 200": {
  "sku": "MUG-SAGE",
  "name": "Mug, sage",
  "description": "Mug in sage stoneware. Holds 350 ml, dishwasher safe.",
  "brand": "Norrland",
  "categories": [
   "kitchen/tableware"
  ],
  "gtin": "2000000000015",
  "price": {
   "amount": "12.00",
   "currency": "GBP"
  },
  "taxCategory": "standard",
  "attributes": {
   "colour": "Sage",
   "material": "stoneware"
  },
  "kind": "stocked",
  "tags": [
   "new"
  ],
  "status": "active"
 },
 "POST /v1/products/batch 200": {
  "items": [
   {
    "sku": "LANTERN-BRASS",
    "status": 200
   },
   {
    "sku": "LANTERN-TIN",
    "status": 201
   }
  ]
 },
 "PUT /v1/products/{sku}/channels/{channelId} 201": {
  "price": {
   "amount": "12.90",
   "currency": "GBP"
  },
  "reason": "pays the fee of the marketplace"
 },
 "PUT /v1/products/{sku}/channels/{channelId} 200": {
  "title": "Stoneware mug, 350 ml, sage green",
  "reason": "how it is searched for there"
 },
 "PUT /v1/locations/{id} 201": {
  "id": "york",
  "name": "York, Stonegate",
  "kind": "store",
  "address": {
   "line1": "8 Stonegate",
   "city": "York",
   "postalCode": "YO1 8AS",
   "country": "GB"
  },
  "geo": {
   "lat": 53.9609,
   "lon": -1.0827
  },
  "safetyStock": 1,
  "opensAt": "09:00",
  "closesAt": "18:00",
  "timezone": "Europe/London"
 },
 "PATCH /v1/locations/{id} 200": {
  "id": "leeds",
  "name": "Leeds, Victoria Quarter",
  "kind": "store",
  "address": {
   "line1": "12 Queen Victoria Street",
   "city": "Leeds",
   "postalCode": "LS1 6BE",
   "country": "GB"
  },
  "geo": {
   "lat": 53.7974,
   "lon": -1.542
  },
  "safetyStock": 2,
  "opensAt": "09:00",
  "closesAt": "18:00",
  "timezone": "Europe/London"
 },
 "POST /v1/locations/{id}/popup 200": {
  "id": "winter-fair",
  "name": "Winter fair",
  "kind": "popup",
  "popup": {
   "startsAt": "2026-11-01T09:00:00Z",
   "endsAt": "2099-01-01T18:00:00Z",
   "state": "stocked"
  }
 },
 "PUT /v1/channels/{id} 201": {
  "id": "till-leeds-upstairs",
  "name": "Tills in Leeds, upstairs",
  "kind": "store",
  "locations": [
   "leeds",
   "derby"
  ],
  "buffer": 0,
  "currency": "GBP",
  "taxIncluded": true,
  "taxCountry": "GB",
  "timezone": "Europe/London"
 },
 "PATCH /v1/channels/{id} 200": {
  "id": "social",
  "name": "Shop in the feed",
  "kind": "social",
  "locations": [
   "derby",
   "leeds"
  ],
  "buffer": 2,
  "currency": "GBP",
  "taxIncluded": true,
  "taxCountry": "GB",
  "timezone": "Europe/London"
 },
 "PUT /v1/channels/{id}/policies/{sku} 201": {
  "channel": "social",
  "sku": "MUG-SAGE",
  "policy": "backorder",
  "limit": 5,
  "eta": "2036-12-01T00:00:00Z"
 },
 "PUT /v1/channels/{id}/policies/{sku} 200": {
  "channel": "social",
  "sku": "MUG-SAGE",
  "policy": "preorder",
  "limit": 100,
  "until": "2036-12-01T00:00:00Z"
 },
 "POST /v1/stock/movements 201": {
  "id": "01a20b39-93c7-741b-9069-fbdb90754a55",
  "movements": [
   {
    "sku": "MUG-SAGE",
    "location": "derby",
    "quantity": 24,
    "reason": "receipt",
    "reference": "delivery note 4711"
   }
  ]
 },
 "POST /v1/channels/{id}/confirmations 200": {
  "channel": "fairground",
  "confirmed": 1
 },
 "POST /v1/transfers 201": {
  "id": "transfer-01a20b39-9a01-7088-b220-83b7f9ddd387",
  "to": "bristol",
  "from": "leeds",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "found": 0,
    "damaged": 0,
    "missing": 0,
    "shipped": 2,
    "received": 0
   }
  ],
  "status": "shipped",
  "reference": "fair 2026",
  "shippedAt": "2026-11-24T01:44:14.254Z"
 },
 "POST /v1/transfers/{id}/receive 200": {
  "id": "transfer-01a20b39-9c6f-701a-89f3-39aa6d07cfad",
  "to": "bristol",
  "from": "leeds",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "found": 0,
    "damaged": 0,
    "missing": 0,
    "shipped": 2,
    "received": 2
   }
  ],
  "status": "received",
  "closedAt": "2026-11-24T01:44:15.394Z",
  "shippedAt": "2026-11-24T01:44:14.862Z"
 },
 "POST /v1/transfers/{id}/cancel 200": {
  "id": "transfer-01a20b39-a636-7128-a639-dca3272d165d",
  "to": "bristol",
  "from": "leeds",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "found": 0,
    "damaged": 0,
    "missing": 0,
    "shipped": 2,
    "received": 0
   }
  ],
  "status": "cancelled",
  "closedAt": "2026-11-24T01:44:17.885Z",
  "shippedAt": "2026-11-24T01:44:17.379Z"
 },
 "POST /v1/counts 201": {
  "id": "count-01a20b39-aa66-726c-afc8-26e6b4c4813f",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "opened": {
     "onShelf": 14,
     "version": 10
    },
    "difference": 0
   },
   {
    "sku": "MUG-SAGE",
    "opened": {
     "onShelf": 0,
     "version": 2
    },
    "difference": 0
   }
  ],
  "whole": false,
  "status": "open",
  "location": "leeds",
  "openedAt": "2026-11-24T01:44:18.439Z"
 },
 "POST /v1/counts/{id}/quantities 200": {
  "id": "count-01a20b39-aece-7502-942f-7324c930e5e2",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "opened": {
     "onShelf": 11,
     "version": 10
    },
    "counted": 12,
    "expected": 11,
    "countedAt": "2026-11-24T01:44:19.853Z",
    "difference": 1
   }
  ],
  "whole": false,
  "status": "open",
  "location": "bristol",
  "openedAt": "2026-11-24T01:44:19.566Z"
 },
 "POST /v1/counts/{id}/close 200": {
  "id": "count-01a20b39-b362-741a-aed0-edcd9dd3be81",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "opened": {
     "onShelf": 12,
     "version": 11
    },
    "difference": 0
   }
  ],
  "whole": false,
  "status": "closed",
  "closedAt": "2026-11-24T01:44:21.205Z",
  "location": "bristol",
  "openedAt": "2026-11-24T01:44:20.747Z",
  "uncounted": [
   "MUG-CLAY"
  ],
  "uncountedTotal": 1
 },
 "PUT /v1/expected-receipts/{id} 201": {
  "id": "po-4711-mug-clay",
  "sku": "MUG-CLAY",
  "location": "leeds",
  "quantity": 12,
  "eta": "2036-12-01T00:00:00.000Z",
  "confidence": 90,
  "source": "purchase",
  "reference": "PO 4711",
  "status": "expected",
  "received": 0,
  "promisable": 10,
  "promised": 0
 },
 "POST /v1/expected-receipts/{id}/receive 200": {
  "id": "po-a9772b21-f8e0-4ebd-908f-82704761d9ea",
  "sku": "MUG-CLAY",
  "location": "leeds",
  "quantity": 12,
  "eta": "2036-12-01T00:00:00.000Z",
  "confidence": 100,
  "source": "purchase",
  "status": "expected",
  "received": 5,
  "promisable": 7,
  "promised": 0
 },
 "POST /v1/expected-receipts/{id}/cancel 200": {
  "id": "po-e21c0664-022d-475b-a776-0c25093c9eb5",
  "sku": "MUG-CLAY",
  "location": "leeds",
  "quantity": 12,
  "eta": "2036-12-01T00:00:00.000Z",
  "confidence": 100,
  "source": "purchase",
  "status": "cancelled",
  "received": 0,
  "promisable": 0,
  "promised": 0,
  "closedAt": "2026-11-24T01:44:25.747Z"
 },
 "POST /v1/quotes 200": {
  "channel": "web",
  "lines": [
   {
    "sku": "LAMP-SAGE",
    "quantity": 1,
    "unitPrice": {
     "amount": "74.00",
     "currency": "GBP"
    },
    "discounts": [],
    "total": {
     "amount": "74.00",
     "currency": "GBP"
    },
    "taxRate": "20",
    "tax": {
     "amount": "12.33",
     "currency": "GBP"
    }
   },
   {
    "sku": "MUG-SAGE",
    "quantity": 2,
    "unitPrice": {
     "amount": "12.00",
     "currency": "GBP"
    },
    "discounts": [],
    "total": {
     "amount": "24.00",
     "currency": "GBP"
    },
    "taxRate": "20",
    "tax": {
     "amount": "4.00",
     "currency": "GBP"
    }
   }
  ],
  "totals": {
   "items": {
    "amount": "98.00",
    "currency": "GBP"
   },
   "discount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "shipping": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "tax": {
    "amount": "16.33",
    "currency": "GBP"
   },
   "grand": {
    "amount": "98.00",
    "currency": "GBP"
   }
  },
  "shippingDiscounts": [],
  "taxes": [
   {
    "label": "standard GB 20 %",
    "rate": "20",
    "amount": {
     "amount": "16.33",
     "currency": "GBP"
    }
   }
  ],
  "explanation": [
   {
    "promotion": "counter5",
    "name": "Five per cent at the counter",
    "applied": false,
    "reason": "not on the channel web"
   },
   {
    "promotion": "mugs-3-for-2",
    "name": "Mugs: three for two",
    "applied": false,
    "reason": "there is nothing left that it could lower"
   },
   {
    "promotion": "vip-textiles",
    "name": "Friends of the house: textiles",
    "applied": false,
    "reason": "the customer is in none of vip"
   },
   {
    "promotion": "welcome10",
    "name": "Ten per cent welcome",
    "applied": false,
    "reason": "its uses are limited per customer, and the customer is not known"
   }
  ],
  "coupons": []
 },
 "POST /v1/orders 201": {
  "id": "01a20b39-d1ad-74c9-938e-35fad10f17fd",
  "channel": "web",
  "externalId": null,
  "status": "confirmed",
  "attention": null,
  "placedAt": "2026-11-24T01:44:28.210Z",
  "customer": {
   "id": "01a20b38-278b-735a-a6ed-0078fc741332"
  },
  "lines": [
   {
    "id": "1",
    "sku": "LAMP-SAGE",
    "name": "Desk lamp, sage",
    "quantity": 1,
    "unitPrice": {
     "amount": "74.00",
     "currency": "GBP"
    },
    "discounts": [],
    "total": {
     "amount": "74.00",
     "currency": "GBP"
    },
    "quantities": {
     "open": 1,
     "shipped": 0,
     "cancelled": 0,
     "returned": 0
    }
   }
  ],
  "totals": {
   "items": {
    "amount": "74.00",
    "currency": "GBP"
   },
   "discount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "shipping": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "tax": {
    "amount": "12.33",
    "currency": "GBP"
   },
   "grand": {
    "amount": "74.00",
    "currency": "GBP"
   }
  },
  "fulfillments": [
   {
    "id": "01a20b39-d1ad-74c9-938e-35fad10f17fd-f1",
    "location": "derby",
    "method": "ship",
    "status": "open",
    "lines": [
     {
      "lineId": "1",
      "sku": "LAMP-SAGE",
      "quantity": 1
     }
    ],
    "since": "2026-11-24T01:44:31.186Z",
    "dueAt": "2026-11-25T01:44:31.186Z"
   }
  ],
  "payments": [
   {
    "method": "card",
    "status": "authorised",
    "authorised": {
     "amount": "74.00",
     "currency": "GBP"
    },
    "captured": {
     "amount": "0.00",
     "currency": "GBP"
    },
    "refunded": {
     "amount": "0.00",
     "currency": "GBP"
    }
   }
  ],
  "coupons": [],
  "timeline": [
   {
    "at": "2026-11-24T01:44:29.070Z",
    "type": "order-placed",
    "detail": "placed in web"
   },
   {
    "at": "2026-11-24T01:44:31.186Z",
    "type": "order-confirmed",
    "detail": "the order stands"
   }
  ],
  "sourcing": {
   "chosen": [
    "derby"
   ],
   "candidates": [
    {
     "locations": [
      "derby"
     ],
     "cost": "300"
    },
    {
     "locations": [
      "leeds"
     ],
     "cost": "300",
     "rejectedBecause": "is farther away"
    },
    {
     "locations": [
      "bristol"
     ],
     "cost": "300",
     "rejectedBecause": "is farther away"
    },
    {
     "locations": [
      "glasgow"
     ],
     "cost": "300",
     "rejectedBecause": "is farther away"
    }
   ]
  },
  "amounts": {
   "cancelled": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "returned": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "refunded": {
    "amount": "0.00",
    "currency": "GBP"
   }
  }
 },
 "POST /v1/orders/{id}/cancellation 200": {
  "id": "01a20b39-f5b2-75ca-9f7a-71f6c3e34f04",
  "channel": "web",
  "externalId": null,
  "status": "cancelled",
  "attention": null,
  "placedAt": "2026-11-24T01:44:37.483Z",
  "customer": null,
  "lines": [
   {
    "id": "1",
    "sku": "LAMP-SAGE",
    "name": "Desk lamp, sage",
    "quantity": 1,
    "unitPrice": {
     "amount": "74.00",
     "currency": "GBP"
    },
    "discounts": [],
    "total": {
     "amount": "74.00",
     "currency": "GBP"
    },
    "quantities": {
     "open": 0,
     "shipped": 0,
     "cancelled": 1,
     "returned": 0
    }
   }
  ],
  "totals": {
   "items": {
    "amount": "74.00",
    "currency": "GBP"
   },
   "discount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "shipping": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "tax": {
    "amount": "12.33",
    "currency": "GBP"
   },
   "grand": {
    "amount": "74.00",
    "currency": "GBP"
   }
  },
  "fulfillments": [
   {
    "id": "01a20b39-f5b2-75ca-9f7a-71f6c3e34f04-f1",
    "location": "derby",
    "method": "ship",
    "status": "cancelled",
    "lines": [
     {
      "lineId": "1",
      "sku": "LAMP-SAGE",
      "quantity": 1
     }
    ],
    "since": "2026-11-24T01:44:38.228Z",
    "dueAt": "2026-11-25T01:44:38.228Z"
   }
  ],
  "payments": [
   {
    "method": "invoice",
    "status": "voided",
    "authorised": {
     "amount": "74.00",
     "currency": "GBP"
    },
    "captured": {
     "amount": "0.00",
     "currency": "GBP"
    },
    "refunded": {
     "amount": "0.00",
     "currency": "GBP"
    }
   }
  ],
  "coupons": [],
  "timeline": [
   {
    "at": "2026-11-24T01:44:37.714Z",
    "type": "order-placed",
    "detail": "placed in web"
   },
   {
    "at": "2026-11-24T01:44:38.228Z",
    "type": "order-confirmed",
    "detail": "the order stands"
   },
   {
    "at": "2026-11-24T01:44:39.144Z",
    "type": "order-cancelled",
    "detail": "changed my mind"
   }
  ],
  "sourcing": {
   "chosen": [
    "derby"
   ],
   "candidates": [
    {
     "locations": [
      "derby"
     ],
     "cost": "300"
    },
    {
     "locations": [
      "leeds"
     ],
     "cost": "300",
     "rejectedBecause": "is farther away"
    },
    {
     "locations": [
      "bristol"
     ],
     "cost": "300",
     "rejectedBecause": "is farther away"
    },
    {
     "locations": [
      "glasgow"
     ],
     "cost": "300",
     "rejectedBecause": "is farther away"
    }
   ]
  },
  "amounts": {
   "cancelled": {
    "amount": "74.00",
    "currency": "GBP"
   },
   "returned": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "refunded": {
    "amount": "0.00",
    "currency": "GBP"
   }
  }
 },
 "POST /v1/holds 201": {
  "id": "hold-01a20b3a-05b0-73ee-a21d-60237d7d8830",
  "lines": [
   {
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "status": "held",
  "channel": "web",
  "extended": false,
  "expiresAt": "2026-11-24T01:54:41.921Z",
  "reference": "basket-1001"
 },
 "POST /v1/holds/{id}/extend 200": {
  "id": "hold-01a20b3a-086d-77cf-957f-5b86bd7e8747",
  "lines": [
   {
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "status": "held",
  "channel": "web",
  "extended": true,
  "expiresAt": "2026-11-24T01:59:42.573Z"
 },
 "PUT /v1/tills/{id} 201": {
  "id": "till-leeds-1",
  "name": "Till 1, ground floor",
  "channel": "till-leeds",
  "accepted": 0,
  "location": "leeds",
  "publicKey": "ftVhF9mxkDrM-7eofVYdgx7CU8rAMgiAaeBt6n73FZs"
 },
 "POST /v1/tills/{id}/sales 200": {
  "till": "till-leeds-1",
  "accepted": 1,
  "awaited": 2,
  "sales": [
   {
    "id": "01JBMQ2S2T0000000000000001",
    "sequence": 1,
    "status": "accepted",
    "order": "01a20b3a-1163-71c6-b423-c939439c56cc"
   }
  ]
 },
 "PUT /v1/tills/{id}/stock-lease 200": {
  "id": "till-leeds-2",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "left": 2,
    "sold": 0,
    "wanted": 2,
    "granted": 2,
    "returned": 0
   }
  ],
  "serial": 1,
  "channel": "till-leeds",
  "location": "leeds",
  "sequence": 0,
  "expiresAt": "2026-11-24T13:44:46.323Z"
 },
 "PUT /v1/tills/{id}/coupon-lease 200": {
  "id": "till-leeds-2",
  "serial": 1,
  "channel": "till-leeds",
  "coupons": [
   {
    "code": "COUNTER5",
    "left": 3,
    "used": 0,
    "wanted": 3,
    "granted": 3,
    "returned": 0
   }
  ],
  "sequence": 0,
  "expiresAt": "2026-11-24T13:44:47.326Z"
 },
 "POST /v1/orders/{id}/returns 201": {
  "id": "01a20b3a-210c-710d-9c81-113c9445fcc4",
  "order": "01a20b3a-1dae-7626-9436-67e9cce6d059",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T01:44:48.601Z",
  "customer": null,
  "reason": null,
  "status": "closed",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1,
    "disposition": "restock",
    "amount": {
     "amount": "74.00",
     "currency": "GBP"
    }
   }
  ],
  "total": {
   "amount": "74.00",
   "currency": "GBP"
  },
  "refund": {
   "to": "original",
   "amount": {
    "amount": "74.00",
    "currency": "GBP"
   },
   "status": "refunded"
  }
 },
 "POST /v1/returns 201": {
  "id": "01a20b3a-2d06-7731-bf7c-27099a239cab",
  "order": null,
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T01:44:51.629Z",
  "customer": null,
  "reason": "before-our-time",
  "lines": [
   {
    "sku": "MUG-SAGE",
    "quantity": 1,
    "disposition": "restock",
    "amount": {
     "amount": "11.50",
     "currency": "GBP"
    }
   }
  ],
  "total": {
   "amount": "11.50",
   "currency": "GBP"
  },
  "refund": {
   "to": "none",
   "amount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "status": "none"
  }
 },
 "POST /v1/orders/{id}/return-requests 201": {
  "id": "01a20b3a-3393-72ec-87c2-d36052cde582",
  "order": "01a20b3a-300b-76af-8746-d882d37758ce",
  "channel": "till-leeds",
  "externalId": null,
  "location": "derby",
  "returnedAt": "2026-11-24T01:44:53.354Z",
  "customer": null,
  "reason": "too small",
  "status": "requested",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1,
    "amount": {
     "amount": "74.00",
     "currency": "GBP"
    }
   }
  ],
  "total": {
   "amount": "74.00",
   "currency": "GBP"
  },
  "refund": {
   "to": "original",
   "amount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "status": "none"
  }
 },
 "POST /v1/returns/{id}/authorise 200": {
  "id": "01a20b3a-45bc-771e-9ebf-bddd9d4c3cec",
  "order": "01a20b3a-41c6-71da-bc32-7064afd87201",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T01:44:57.952Z",
  "customer": null,
  "reason": null,
  "status": "authorised",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1,
    "amount": {
     "amount": "74.00",
     "currency": "GBP"
    }
   }
  ],
  "total": {
   "amount": "74.00",
   "currency": "GBP"
  },
  "refund": {
   "to": "original",
   "amount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "status": "none"
  }
 },
 "POST /v1/returns/{id}/decline 200": {
  "id": "01a20b3a-4bfc-740c-9d06-8eb57b4dffcc",
  "order": "01a20b3a-4951-730a-8b17-5e0d7ff761b7",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T01:44:59.613Z",
  "customer": null,
  "reason": "after the thirty days",
  "status": "declined",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1,
    "amount": {
     "amount": "74.00",
     "currency": "GBP"
    }
   }
  ],
  "total": {
   "amount": "74.00",
   "currency": "GBP"
  },
  "refund": {
   "to": "original",
   "amount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "status": "none"
  }
 },
 "POST /v1/returns/{id}/send 200": {
  "id": "01a20b3a-50ff-7469-81ba-a717a7416a23",
  "order": "01a20b3a-4e40-7673-8a68-5320fdc325a2",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T01:45:00.864Z",
  "customer": null,
  "reason": null,
  "status": "in-transit",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1,
    "amount": {
     "amount": "74.00",
     "currency": "GBP"
    }
   }
  ],
  "total": {
   "amount": "74.00",
   "currency": "GBP"
  },
  "tracking": {
   "carrier": "Royal Mail",
   "number": "RM987654321GB"
  },
  "refund": {
   "to": "original",
   "amount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "status": "none"
  }
 },
 "POST /v1/returns/{id}/receive 200": {
  "id": "01a20b3a-59e8-705b-91e9-8d5c7dbfed58",
  "order": "01a20b3a-564a-736b-a2c7-c59a69856a8c",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T01:45:04.503Z",
  "customer": null,
  "reason": null,
  "status": "received",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1,
    "amount": {
     "amount": "74.00",
     "currency": "GBP"
    }
   }
  ],
  "total": {
   "amount": "74.00",
   "currency": "GBP"
  },
  "tracking": {
   "carrier": "Royal Mail",
   "number": "RM123456785GB"
  },
  "refund": {
   "to": "original",
   "amount": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "status": "none"
  }
 },
 "POST /v1/returns/{id}/inspect 200": {
  "id": "01a20b3a-63b9-76a9-98de-772331cd89d1",
  "order": "01a20b3a-60c2-71e9-8ce6-1d131d43383b",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T01:45:06.551Z",
  "customer": null,
  "reason": null,
  "status": "closed",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1,
    "disposition": "restock",
    "amount": {
     "amount": "74.00",
     "currency": "GBP"
    }
   }
  ],
  "total": {
   "amount": "74.00",
   "currency": "GBP"
  },
  "refund": {
   "to": "original",
   "amount": {
    "amount": "74.00",
    "currency": "GBP"
   },
   "status": "refunded"
  }
 },
 "POST /v1/orders/{id}/exchanges 201": {
  "id": "01a20b3a-71b9-7668-b1fd-76ad70473bee",
  "order": "01a20b3a-71b9-7668-b1fd-6e60537e73a0",
  "return": "01a20b3a-71b9-7668-b1fd-722a5f6d1c7c"
 },
 "POST /v1/fulfillments/{id}/accept 200": {
  "id": "01a20b3a-7705-70a8-ac15-6be137bed210-f1",
  "location": "derby",
  "method": "ship",
  "status": "accepted",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "since": "2026-11-24T01:45:11.162Z",
  "dueAt": "2026-11-25T01:45:11.162Z",
  "order": "01a20b3a-7705-70a8-ac15-6be137bed210",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:10.641Z"
 },
 "POST /v1/fulfillments/{id}/reject 200": {
  "id": "01a20b3a-7c98-775a-9f82-42ad471a3a40-f1",
  "location": "derby",
  "method": "ship",
  "status": "rejected",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "reason": "not on the shelf",
  "since": "2026-11-24T01:45:12.492Z",
  "dueAt": "2026-11-25T01:45:12.492Z",
  "order": "01a20b3a-7c98-775a-9f82-42ad471a3a40",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:12.045Z"
 },
 "POST /v1/fulfillments/{id}/pick 200": {
  "id": "01a20b3a-82d2-772e-8a68-21dbaf4c2f99-f1",
  "location": "derby",
  "method": "ship",
  "status": "picking",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "since": "2026-11-24T01:45:14.178Z",
  "dueAt": "2026-11-25T01:45:14.178Z",
  "order": "01a20b3a-82d2-772e-8a68-21dbaf4c2f99",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:13.645Z"
 },
 "POST /v1/fulfillments/{id}/pack 200": {
  "id": "01a20b3a-8a55-736a-8680-e95c70f8109c-f1",
  "location": "derby",
  "method": "ship",
  "status": "packed",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "since": "2026-11-24T01:45:16.134Z",
  "dueAt": "2026-11-25T01:45:16.134Z",
  "order": "01a20b3a-8a55-736a-8680-e95c70f8109c",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:15.522Z"
 },
 "POST /v1/fulfillments/{id}/ship 200": {
  "id": "01a20b3a-8f6c-756f-bc18-b5619a11fc60-f1",
  "location": "derby",
  "method": "ship",
  "status": "shipped",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "tracking": [
   {
    "carrier": "Royal Mail",
    "number": "RM123456785GB"
   }
  ],
  "since": "2026-11-24T01:45:17.044Z",
  "dueAt": "2026-11-25T01:45:17.044Z",
  "order": "01a20b3a-8f6c-756f-bc18-b5619a11fc60",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:16.879Z"
 },
 "POST /v1/fulfillments/{id}/deliver 200": {
  "id": "01a20b3a-91ef-711e-a7d4-ad23d85fc859-f1",
  "location": "derby",
  "method": "ship",
  "status": "delivered",
  "lines": [
   {
    "lineId": "1",
    "sku": "MUG-CLAY",
    "quantity": 1
   }
  ],
  "tracking": [
   {
    "carrier": "Royal Mail",
    "number": "RM123456785GB"
   }
  ],
  "since": "2026-11-24T01:45:17.660Z",
  "dueAt": "2026-11-25T01:45:17.660Z",
  "order": "01a20b3a-91ef-711e-a7d4-ad23d85fc859",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:17.542Z"
 },
 "POST /v1/fulfillments/{id}/ready 200": {
  "collectCode": "399700"
 },
 "POST /v1/fulfillments/{id}/collect 200": {
  "id": "01a20b3a-95fe-763a-8dab-29d1de471859-f1",
  "location": "leeds",
  "method": "pickup",
  "status": "collected",
  "lines": [
   {
    "lineId": "1",
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "since": "2026-11-24T01:45:18.706Z",
  "dueAt": "2026-11-24T03:45:18.706Z",
  "order": "01a20b3a-95fe-763a-8dab-29d1de471859",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:18.579Z"
 },
 "POST /v1/fulfillments/{id}/hold 200": {
  "id": "01a20b3a-9937-769b-92a6-47c9cd6c47ed-f1",
  "location": "derby",
  "method": "ship",
  "status": "on-hold",
  "lines": [
   {
    "lineId": "1",
    "sku": "MUG-CLAY",
    "quantity": 1
   }
  ],
  "reason": "the address looks wrong",
  "since": "2026-11-24T01:45:19.516Z",
  "dueAt": "2026-11-25T01:45:19.516Z",
  "order": "01a20b3a-9937-769b-92a6-47c9cd6c47ed",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:19.406Z"
 },
 "POST /v1/fulfillments/{id}/release 200": {
  "id": "01a20b3a-9a62-71fa-a974-fd2310b27598-f1",
  "location": "derby",
  "method": "ship",
  "status": "open",
  "lines": [
   {
    "lineId": "1",
    "sku": "MUG-CLAY",
    "quantity": 1
   }
  ],
  "since": "2026-11-24T01:45:19.840Z",
  "dueAt": "2026-11-25T01:45:19.840Z",
  "order": "01a20b3a-9a62-71fa-a974-fd2310b27598",
  "channel": "web",
  "placedAt": "2026-11-24T01:45:19.704Z"
 },
 "POST /v1/customers 201": {
  "id": "01a20b3a-9c2c-772a-96a5-18b4bd59a21e",
  "name": "Morag Sinclair",
  "loyaltyId": "HH-2044",
  "emails": [
   {
    "address": "morag.sinclair@example.com",
    "verified": true
   }
  ],
  "phones": [
   {
    "number": "+441414960009",
    "verified": false
   }
  ],
  "identities": [],
  "addresses": [],
  "consents": [
   {
    "channel": "web",
    "granted": true,
    "purpose": "newsletter"
   }
  ],
  "groups": [],
  "loyalty": {
   "balance": 0,
   "tier": null
  },
  "orders": {
   "count": 0,
   "revenue": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "returned": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "byChannel": []
  },
  "recentOrders": [],
  "coupons": [],
  "timeline": [
   {
    "at": "2026-11-24T01:45:20.165Z",
    "type": "registered",
    "detail": "by a client"
   }
  ],
  "mergedFrom": [],
  "erased": false
 },
 "PATCH /v1/customers/{id} 200": {
  "id": "01a20b3a-9cb9-719e-b037-c9dcaf3665b8",
  "name": "Somebody",
  "loyaltyId": null,
  "emails": [],
  "phones": [],
  "identities": [],
  "addresses": [],
  "consents": [],
  "groups": [
   "vip"
  ],
  "loyalty": {
   "balance": 0,
   "tier": null
  },
  "orders": {
   "count": 0,
   "revenue": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "returned": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "byChannel": []
  },
  "recentOrders": [],
  "coupons": [],
  "timeline": [
   {
    "at": "2026-11-24T01:45:20.307Z",
    "type": "registered",
    "detail": "by a client"
   }
  ],
  "mergedFrom": [],
  "erased": false
 },
 "POST /v1/customers/{id}/merge 200": {
  "mergeId": "01a20b3a-9e6d-716c-b3fc-9ed6331a633b"
 },
 "POST /v1/customers/{id}/unmerge 200": {
  "mergeId": "01a20b3a-9fe6-77ee-97e3-59d63dc455d8"
 },
 "PUT /v1/promotions/{id} 201": {
  "id": "lamps",
  "name": "Lamps: ten per cent",
  "channels": [
   "web"
  ],
  "conditions": [
   {
    "type": "has-items",
    "match": {
     "categories": [
      "living/lighting"
     ]
    }
   }
  ],
  "effects": [
   {
    "type": "percentage",
    "percent": "10",
    "on": "lines",
    "match": {
     "categories": [
      "living/lighting"
     ]
    }
   }
  ]
 },
 "PUT /v1/promotions/{id} 200": {
  "id": "lamps",
  "name": "Five pounds",
  "channels": [
   "web",
   "till-leeds"
  ],
  "conditions": [
   {
    "type": "coupon"
   },
   {
    "type": "min-basket",
    "amount": {
     "amount": "50.00",
     "currency": "GBP"
    }
   }
  ],
  "effects": [
   {
    "type": "fixed-amount",
    "amount": {
     "amount": "5.00",
     "currency": "GBP"
    },
    "on": "order"
   }
  ],
  "limits": {
   "perCustomer": 1
  }
 },
 "PATCH /v1/promotions/{id} 200": {
  "id": "lamps",
  "name": "Five pounds",
  "endsAt": "2027-01-01T00:00:00Z",
  "channels": [
   "web",
   "till-leeds"
  ],
  "conditions": [
   {
    "type": "coupon"
   },
   {
    "type": "min-basket",
    "amount": {
     "amount": "50.00",
     "currency": "GBP"
    }
   }
  ],
  "effects": [
   {
    "type": "fixed-amount",
    "amount": {
     "amount": "5.00",
     "currency": "GBP"
    },
    "on": "order"
   }
  ],
  "limits": {
   "perCustomer": 1
  }
 },
 "POST /v1/coupons 202": {
  "issueId": "01a20b3a-a266-74bd-832f-ec94a3200803",
  "promotion": "welcome10",
  "count": 100
 },
 "POST /v1/coupons 201": {
  "code": "HELLO10",
  "promotion": "welcome10",
  "limit": 500,
  "perCustomer": 1,
  "used": 0,
  "held": 0,
  "status": "active"
 },
 "PUT /v1/tax-rates/{id} 201": {
  "id": "gb-energy",
  "category": "energy",
  "country": "GB",
  "rate": "5"
 },
 "PUT /v1/shipping-rates/{id} 201": {
  "id": "ie-parcel",
  "channels": [
   "web"
  ],
  "countries": [
   "IE"
  ],
  "method": "ship",
  "price": {
   "amount": "9.95",
   "currency": "GBP"
  },
  "freeFrom": {
   "amount": "120.00",
   "currency": "GBP"
  }
 },
 "POST /v1/gift-cards 201": {
  "id": "gc-01a20b3a-a3d8-7131-8881-b8c9425e082d",
  "kind": "gift-card",
  "ending": "2YJJ",
  "status": "active",
  "balance": {
   "amount": "25.00",
   "currency": "GBP"
  },
  "held": {
   "amount": "0.00",
   "currency": "GBP"
  },
  "loaded": {
   "amount": "25.00",
   "currency": "GBP"
  },
  "spent": {
   "amount": "0.00",
   "currency": "GBP"
  },
  "issuedAt": "2026-11-24T01:45:22.130Z",
  "expiresAt": "2036-11-23T00:00:00.000Z",
  "code": "6Q3E-4TAB-EYBA-2YJJ"
 },
 "POST /v1/partners 201": {
  "id": "01a20b3a-a458-766a-b076-f9cf039f0b59",
  "clientId": "01a20b3a-a458-766a-b076-f9cf039f0b59",
  "clientSecret": "shown only once",
  "secretId": "01a20b3a-a458-766a-b076-fcbd850c4a6f"
 },
 "PATCH /v1/partners/{id} 200": {
  "id": "01a20b3a-a481-7124-99f8-510232703880",
  "clientId": "01a20b3a-a481-7124-99f8-510232703880",
  "name": "hearthandhall.example, new shop",
  "scopes": [
   "orders:read"
  ],
  "channels": [
   "web"
  ],
  "createdAt": "2026-11-24T01:45:22.306Z"
 },
 "PATCH /v1/webhooks/{id} 200": {
  "id": "01a20b3a-a4ad-73da-adc7-35d4e41d2ace",
  "url": "http://127.0.0.1:9/",
  "types": [
   "order.confirmed"
  ],
  "enabled": false,
  "notice": {
   "at": "2026-11-24T01:45:22.377Z",
   "detail": "Disabled by its client.",
   "reason": "by-client"
  },
  "failingSince": null,
  "createdAt": "2026-11-24T01:45:22.351Z"
 },
 "POST /v1/webhooks/{id}/replay 200": {
  "id": "01a20b3a-a4e1-75ce-b326-b9afff575e57",
  "url": "http://127.0.0.1:9/",
  "types": [
   "order.confirmed"
  ],
  "enabled": true,
  "notice": null,
  "failingSince": null,
  "createdAt": "2026-11-24T01:45:22.404Z"
 },
 "GET /v1/products/{sku} 200": {
  "sku": "MUG-SAGE",
  "name": "Mug, sage",
  "brand": "Norrland",
  "categories": [
   "kitchen/tableware"
  ],
  "gtin": "2000000000015",
  "price": {
   "amount": "12.00",
   "currency": "GBP"
  },
  "taxCategory": "standard",
  "attributes": {
   "colour": "Sage",
   "material": "stoneware"
  },
  "kind": "stocked",
  "tags": [
   "new"
  ],
  "status": "active"
 },
 "GET /v1/products 200": {
  "items": [
   {
    "sku": "APRON-CHALK",
    "name": "Apron, chalk",
    "description": "Apron in chalk linen. Cross back, one size.",
    "brand": "Norrland",
    "categories": [
     "kitchen/linen"
    ],
    "gtin": "2000000001272",
    "price": {
     "amount": "28.00",
     "currency": "GBP"
    },
    "taxCategory": "standard",
    "attributes": {
     "colour": "Chalk",
     "material": "linen"
    },
    "kind": "stocked",
    "status": "active",
    "available": 128
   },
   {
    "sku": "APRON-CLAY",
    "name": "Apron, clay",
    "description": "Apron in clay linen. Cross back, one size.",
    "brand": "Norrland",
    "categories": [
     "kitchen/linen"
    ],
    "gtin": "2000000001227",
    "price": {
     "amount": "28.00",
     "currency": "GBP"
    },
    "taxCategory": "standard",
    "attributes": {
     "colour": "Clay",
     "material": "linen"
    },
    "kind": "stocked",
    "status": "active",
    "available": 138
   }
  ],
  "nextCursor": "WyJBUFJPTi1DTEFZIl0"
 },
 "GET /v1/products/{sku}/channels/{channelId} 200": {
  "title": "Stoneware mug, 350 ml, sage green",
  "reason": "how it is searched for there"
 },
 "GET /v1/locations/{id} 200": {
  "id": "leeds",
  "name": "Leeds, Victoria Quarter",
  "kind": "store",
  "address": {
   "line1": "12 Queen Victoria Street",
   "city": "Leeds",
   "postalCode": "LS1 6BE",
   "country": "GB"
  },
  "geo": {
   "lat": 53.7974,
   "lon": -1.542
  },
  "safetyStock": 2,
  "opensAt": "09:00",
  "closesAt": "18:00",
  "timezone": "Europe/London"
 },
 "GET /v1/locations 200": {
  "items": [
   {
    "id": "bristol",
    "name": "Bristol, Park Street",
    "kind": "store",
    "address": {
     "line1": "40 Park Street",
     "city": "Bristol",
     "postalCode": "BS1 5JG",
     "country": "GB"
    },
    "geo": {
     "lat": 51.4545,
     "lon": -2.604
    },
    "safetyStock": 1,
    "opensAt": "09:00",
    "closesAt": "18:00",
    "timezone": "Europe/London"
   },
   {
    "id": "derby",
    "name": "Derby warehouse",
    "kind": "warehouse",
    "address": {
     "line1": "Unit 7, Raynesway",
     "city": "Derby",
     "postalCode": "DE21 7BH",
     "country": "GB"
    },
    "geo": {
     "lat": 52.9225,
     "lon": -1.4746
    }
   }
  ],
  "nextCursor": "WyJkZXJieSJd"
 },
 "GET /v1/channels/{id} 200": {
  "id": "social",
  "name": "Shop in the feed",
  "kind": "social",
  "locations": [
   "derby",
   "leeds"
  ],
  "buffer": 2,
  "currency": "GBP",
  "taxIncluded": true,
  "taxCountry": "GB",
  "timezone": "Europe/London"
 },
 "GET /v1/channels 200": {
  "items": [
   {
    "id": "fairground",
    "name": "Fairground marketplace",
    "kind": "marketplace",
    "connector": "generic",
    "locations": [
     "derby"
    ],
    "buffer": 2,
    "currency": "GBP",
    "taxIncluded": true,
    "taxCountry": "GB",
    "timezone": "Europe/London"
   },
   {
    "id": "phone",
    "name": "Telephone orders",
    "kind": "phone",
    "locations": [
     "derby",
     "leeds",
     "bristol",
     "glasgow"
    ],
    "buffer": 0,
    "currency": "GBP",
    "taxIncluded": true,
    "taxCountry": "GB",
    "timezone": "Europe/London"
   }
  ],
  "nextCursor": "WyJwaG9uZSJd"
 },
 "GET /v1/channels/{id}/policies/{sku} 200": {
  "channel": "social",
  "sku": "MUG-SAGE",
  "policy": "preorder",
  "limit": 100,
  "until": "2036-12-01T00:00:00Z"
 },
 "GET /v1/locations/{id}/stock 200": {
  "items": [
   {
    "sku": "MUG-SAGE",
    "onHand": 3,
    "unavailable": 0,
    "reserved": 0,
    "available": 2,
    "version": 3,
    "asOf": "2026-11-23T23:26:05.073Z"
   }
  ],
  "nextCursor": null
 },
 "GET /v1/stock/{sku} 200": {
  "sku": "MUG-SAGE",
  "byChannel": [
   {
    "channel": "fairground",
    "available": 54
   },
   {
    "channel": "phone",
    "available": 59
   },
   {
    "channel": "social",
    "available": 54
   },
   {
    "channel": "till-bristol",
    "available": 57
   },
   {
    "channel": "till-glasgow",
    "available": 58
   },
   {
    "channel": "till-leeds",
    "available": 56
   },
   {
    "channel": "till-leeds-upstairs",
    "available": 56
   },
   {
    "channel": "web",
    "available": 59
   }
  ],
  "version": 3,
  "asOf": "2026-11-24T01:44:52.069Z",
  "onHand": 62,
  "unavailable": 0,
  "reserved": 0,
  "available": 59,
  "byLocation": [
   {
    "location": "bristol",
    "onHand": 2,
    "unavailable": 0,
    "reserved": 0,
    "safetyStock": 1,
    "available": 1
   },
   {
    "location": "derby",
    "onHand": 56,
    "unavailable": 0,
    "reserved": 0,
    "safetyStock": 0,
    "available": 56
   },
   {
    "location": "glasgow",
    "onHand": 3,
    "unavailable": 0,
    "reserved": 0,
    "safetyStock": 1,
    "available": 2
   },
   {
    "location": "leeds",
    "onHand": 1,
    "unavailable": 0,
    "reserved": 0,
    "safetyStock": 2,
    "available": 0
   }
  ]
 },
 "GET /v1/stock 200": {
  "items": [
   {
    "sku": "MUG-SAGE",
    "byChannel": [
     {
      "channel": "fairground",
      "available": 54
     },
     {
      "channel": "phone",
      "available": 59
     },
     {
      "channel": "social",
      "available": 54
     },
     {
      "channel": "till-bristol",
      "available": 57
     },
     {
      "channel": "till-glasgow",
      "available": 58
     },
     {
      "channel": "till-leeds",
      "available": 56
     },
     {
      "channel": "till-leeds-upstairs",
      "available": 56
     },
     {
      "channel": "web",
      "available": 59
     }
    ],
    "version": 3,
    "asOf": "2026-11-24T01:44:52.069Z",
    "onHand": 62,
    "unavailable": 0,
    "reserved": 0,
    "available": 59,
    "byLocation": [
     {
      "location": "bristol",
      "onHand": 2,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 1,
      "available": 1
     },
     {
      "location": "derby",
      "onHand": 56,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 0,
      "available": 56
     },
     {
      "location": "glasgow",
      "onHand": 3,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 1,
      "available": 2
     },
     {
      "location": "leeds",
      "onHand": 1,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 2,
      "available": 0
     }
    ]
   },
   {
    "sku": "MUG-CLAY",
    "byChannel": [
     {
      "channel": "fairground",
      "available": 47
     },
     {
      "channel": "phone",
      "available": 81,
      "availableBy": [
       {
        "by": "2036-12-01T00:00:00.000Z",
        "available": 98
       }
      ]
     },
     {
      "channel": "social",
      "available": 65,
      "availableBy": [
       {
        "by": "2036-12-01T00:00:00.000Z",
        "available": 82
       }
      ]
     },
     {
      "channel": "till-bristol",
      "available": 59
     },
     {
      "channel": "till-glasgow",
      "available": 53
     },
     {
      "channel": "till-leeds",
      "available": 67,
      "availableBy": [
       {
        "by": "2036-12-01T00:00:00.000Z",
        "available": 84
       }
      ]
     },
     {
      "channel": "till-leeds-upstairs",
      "available": 67,
      "availableBy": [
       {
        "by": "2036-12-01T00:00:00.000Z",
        "available": 84
       }
      ]
     },
     {
      "channel": "web",
      "available": 81,
      "availableBy": [
       {
        "by": "2036-12-01T00:00:00.000Z",
        "available": 98
       }
      ]
     }
    ],
    "version": 21,
    "asOf": "2026-11-24T01:45:19.808Z",
    "onHand": 99,
    "unavailable": 5,
    "reserved": 4,
    "available": 81,
    "byLocation": [
     {
      "location": "bristol",
      "onHand": 12,
      "unavailable": 1,
      "unavailableBecause": {
       "damaged": 1,
       "quality": 0,
       "display": 0,
       "inTransit": 0
      },
      "reserved": 0,
      "safetyStock": 1,
      "available": 10
     },
     {
      "location": "derby",
      "onHand": 51,
      "unavailable": 0,
      "reserved": 2,
      "safetyStock": 0,
      "available": 49
     },
     {
      "location": "glasgow",
      "onHand": 5,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 1,
      "available": 4
     },
     {
      "location": "leeds",
      "onHand": 26,
      "unavailable": 4,
      "unavailableBecause": {
       "damaged": 2,
       "quality": 0,
       "display": 0,
       "inTransit": 2
      },
      "reserved": 2,
      "safetyStock": 2,
      "available": 18
     },
     {
      "location": "winter-fair",
      "onHand": 5,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 0,
      "available": 0
     }
    ],
    "expected": [
     {
      "location": "leeds",
      "eta": "2036-12-01T00:00:00.000Z",
      "promisable": 10,
      "promised": 0
     },
     {
      "location": "leeds",
      "eta": "2036-12-01T00:00:00.000Z",
      "promisable": 7,
      "promised": 0
     }
    ]
   },
   {
    "sku": "LAMP-SAGE",
    "byChannel": [
     {
      "channel": "fairground",
      "available": 100
     },
     {
      "channel": "phone",
      "available": 149
     },
     {
      "channel": "social",
      "available": 114
     },
     {
      "channel": "till-bristol",
      "available": 123
     },
     {
      "channel": "till-glasgow",
      "available": 114
     },
     {
      "channel": "till-leeds",
      "available": 116
     },
     {
      "channel": "till-leeds-upstairs",
      "available": 116
     },
     {
      "channel": "web",
      "available": 149
     }
    ],
    "version": 38,
    "asOf": "2026-11-24T01:45:19.284Z",
    "onHand": 166,
    "unavailable": 1,
    "reserved": 12,
    "available": 149,
    "byLocation": [
     {
      "location": "bristol",
      "onHand": 22,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 1,
      "available": 21
     },
     {
      "location": "derby",
      "onHand": 109,
      "unavailable": 0,
      "reserved": 7,
      "safetyStock": 0,
      "available": 102
     },
     {
      "location": "glasgow",
      "onHand": 13,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 1,
      "available": 12
     },
     {
      "location": "leeds",
      "onHand": 22,
      "unavailable": 1,
      "unavailableBecause": {
       "damaged": 1,
       "quality": 0,
       "display": 0,
       "inTransit": 0
      },
      "reserved": 5,
      "safetyStock": 2,
      "available": 14
     }
    ]
   }
  ]
 },
 "GET /v1/stock/{sku}/ledger 200": {
  "items": [
   {
    "version": 3,
    "at": "2026-11-24T01:44:52.069Z",
    "location": "leeds",
    "reason": "return",
    "onHand": 1,
    "unavailable": 0,
    "reserved": 0,
    "reference": "01a20b3a-2d06-7731-bf7c-27099a239cab",
    "from": "outside",
    "to": "sellable",
    "quantity": 1,
    "actor": {
     "service": "orders",
     "client": "administrator"
    }
   },
   {
    "version": 2,
    "at": "2026-11-24T01:44:12.611Z",
    "location": "derby",
    "reason": "receipt",
    "onHand": 24,
    "unavailable": 0,
    "reserved": 0,
    "reference": "delivery note 4711",
    "from": "outside",
    "to": "sellable",
    "quantity": 24,
    "actor": {
     "service": "gateway",
     "client": "administrator"
    }
   }
  ],
  "nextCursor": "WzIsMF0"
 },
 "GET /v1/availability 200": {
  "items": [
   {
    "location": "leeds",
    "name": "Leeds, Victoria Quarter",
    "distanceKm": 0.6,
    "available": 0,
    "readyAt": "2026-11-24T10:00:00.000Z",
    "asOf": "2026-11-24T01:44:52.069Z"
   },
   {
    "location": "bristol",
    "name": "Bristol, Park Street",
    "distanceKm": 270.3,
    "available": 1,
    "readyAt": "2026-11-24T10:00:00.000Z",
    "asOf": "2026-11-24T01:44:52.069Z"
   }
  ]
 },
 "GET /v1/stock/{sku}/told 200": {
  "sku": "MUG-SAGE",
  "channel": "fairground",
  "at": "2026-11-24T01:45:22.842Z",
  "told": {
   "available": 54,
   "version": 2,
   "stockVersion": 2,
   "at": "2026-11-24T01:44:12.611Z"
  },
  "confirmed": {
   "quantity": 1,
   "version": 1,
   "readAt": "2026-11-01T09:00:01.000Z",
   "ordersUpTo": "2026-11-01T09:00:00.000Z",
   "heardAt": "2026-11-24T01:44:13.799Z"
  },
  "actual": {
   "available": 54,
   "version": 3,
   "onHand": 62,
   "unavailable": 0,
   "reserved": 0
  }
 },
 "GET /v1/transfers 200": {
  "items": [
   {
    "id": "transfer-01a20b39-9a01-7088-b220-83b7f9ddd387",
    "to": "bristol",
    "from": "leeds",
    "lines": [
     {
      "sku": "MUG-CLAY",
      "found": 0,
      "damaged": 0,
      "missing": 0,
      "shipped": 2,
      "received": 0
     }
    ],
    "status": "shipped",
    "reference": "fair 2026",
    "shippedAt": "2026-11-24T01:44:14.254Z"
   },
   {
    "id": "transfer-01a20b39-9c6f-701a-89f3-39aa6d07cfad",
    "to": "bristol",
    "from": "leeds",
    "lines": [
     {
      "sku": "MUG-CLAY",
      "found": 0,
      "damaged": 0,
      "missing": 0,
      "shipped": 2,
      "received": 2
     }
    ],
    "status": "received",
    "closedAt": "2026-11-24T01:44:15.394Z",
    "shippedAt": "2026-11-24T01:44:14.862Z"
   }
  ],
  "nextCursor": "WyJ0cmFuc2Zlci0wMWEyMGIzOS05YzZmLTcwMWEtODlmMy0zOWFhNmQwN2NmYWQiXQ"
 },
 "GET /v1/counts 200": {
  "items": [
   {
    "id": "count-01a20b39-aa66-726c-afc8-26e6b4c4813f",
    "lines": [
     {
      "sku": "MUG-CLAY",
      "opened": {
       "onShelf": 14,
       "version": 10
      },
      "difference": 0
     },
     {
      "sku": "MUG-SAGE",
      "opened": {
       "onShelf": 0,
       "version": 2
      },
      "difference": 0
     }
    ],
    "whole": false,
    "status": "open",
    "location": "leeds",
    "openedAt": "2026-11-24T01:44:18.439Z"
   },
   {
    "id": "count-01a20b39-ad0d-747f-841a-aaeffb5199c9",
    "lines": [],
    "whole": true,
    "status": "open",
    "location": "leeds",
    "openedAt": "2026-11-24T01:44:19.102Z"
   }
  ],
  "nextCursor": "WyJjb3VudC0wMWEyMGIzOS1hZDBkLTc0N2YtODQxYS1hYWVmZmI1MTk5YzkiXQ"
 },
 "GET /v1/expected-receipts/{id} 200": {
  "id": "po-4711-mug-clay",
  "sku": "MUG-CLAY",
  "location": "leeds",
  "quantity": 12,
  "eta": "2036-12-01T00:00:00.000Z",
  "confidence": 90,
  "source": "purchase",
  "reference": "PO 4711",
  "status": "expected",
  "received": 0,
  "promisable": 10,
  "promised": 0
 },
 "GET /v1/expected-receipts 200": {
  "items": [],
  "nextCursor": null
 },
 "GET /v1/orders 200": {
  "items": [
   {
    "id": "01a20b3a-9a62-71fa-a974-fd2310b27598",
    "channel": "web",
    "externalId": null,
    "status": "confirmed",
    "attention": null,
    "placedAt": "2026-11-24T01:45:19.704Z",
    "customer": null,
    "lines": [
     {
      "id": "1",
      "sku": "MUG-CLAY",
      "name": "Mug, clay",
      "quantity": 1,
      "unitPrice": {
       "amount": "11.50",
       "currency": "GBP"
      },
      "discounts": [],
      "total": {
       "amount": "11.50",
       "currency": "GBP"
      },
      "quantities": {
       "open": 1,
       "shipped": 0,
       "cancelled": 0,
       "returned": 0
      }
     }
    ],
    "totals": {
     "items": {
      "amount": "11.50",
      "currency": "GBP"
     },
     "discount": {
      "amount": "0.00",
      "currency": "GBP"
     },
     "shipping": {
      "amount": "4.95",
      "currency": "GBP"
     },
     "tax": {
      "amount": "2.74",
      "currency": "GBP"
     },
     "grand": {
      "amount": "16.45",
      "currency": "GBP"
     }
    },
    "fulfillments": [
     {
      "id": "01a20b3a-9a62-71fa-a974-fd2310b27598-f1",
      "location": "derby",
      "method": "ship",
      "status": "open",
      "lines": [
       {
        "lineId": "1",
        "sku": "MUG-CLAY",
        "quantity": 1
       }
      ],
      "since": "2026-11-24T01:45:19.840Z",
      "dueAt": "2026-11-25T01:45:19.840Z"
     }
    ],
    "payments": [
     {
      "method": "invoice",
      "status": "authorised",
      "authorised": {
       "amount": "16.45",
       "currency": "GBP"
      },
      "captured": {
       "amount": "0.00",
       "currency": "GBP"
      },
      "refunded": {
       "amount": "0.00",
       "currency": "GBP"
      }
     }
    ],
    "coupons": [],
    "timeline": [
     {
      "at": "2026-11-24T01:45:19.739Z",
      "type": "order-placed",
      "detail": "placed in web"
     },
     {
      "at": "2026-11-24T01:45:19.840Z",
      "type": "order-confirmed",
      "detail": "the order stands"
     },
     {
      "at": "2026-11-24T01:45:19.949Z",
      "type": "order-changed",
      "detail": "01a20b3a-9a62-71fa-a974-fd2310b27598-f1 is on hold: ask first"
     },
     {
      "at": "2026-11-24T01:45:20.062Z",
      "type": "order-changed",
      "detail": "release: 01a20b3a-9a62-71fa-a974-fd2310b27598-f1 is open"
     }
    ],
    "sourcing": {
     "chosen": [
      "derby"
     ],
     "candidates": [
      {
       "locations": [
        "derby"
       ],
       "cost": "300"
      },
      {
       "locations": [
        "leeds"
       ],
       "cost": "300",
       "rejectedBecause": "is farther away"
      },
      {
       "locations": [
        "bristol"
       ],
       "cost": "300",
       "rejectedBecause": "is farther away"
      },
      {
       "locations": [
        "glasgow"
       ],
       "cost": "300",
       "rejectedBecause": "is farther away"
      }
     ]
    },
    "amounts": {
     "cancelled": {
      "amount": "0.00",
      "currency": "GBP"
     },
     "returned": {
      "amount": "0.00",
      "currency": "GBP"
     },
     "refunded": {
      "amount": "0.00",
      "currency": "GBP"
     }
    }
   },
   {
    "id": "01a20b3a-9937-769b-92a6-47c9cd6c47ed",
    "channel": "web",
    "externalId": null,
    "status": "confirmed",
    "attention": null,
    "placedAt": "2026-11-24T01:45:19.406Z",
    "customer": null,
    "lines": [
     {
      "id": "1",
      "sku": "MUG-CLAY",
      "name": "Mug, clay",
      "quantity": 1,
      "unitPrice": {
       "amount": "11.50",
       "currency": "GBP"
      },
      "discounts": [],
      "total": {
       "amount": "11.50",
       "currency": "GBP"
      },
      "quantities": {
       "open": 1,
       "shipped": 0,
       "cancelled": 0,
       "returned": 0
      }
     }
    ],
    "totals": {
     "items": {
      "amount": "11.50",
      "currency": "GBP"
     },
     "discount": {
      "amount": "0.00",
      "currency": "GBP"
     },
     "shipping": {
      "amount": "4.95",
      "currency": "GBP"
     },
     "tax": {
      "amount": "2.74",
      "currency": "GBP"
     },
     "grand": {
      "amount": "16.45",
      "currency": "GBP"
     }
    },
    "fulfillments": [
     {
      "id": "01a20b3a-9937-769b-92a6-47c9cd6c47ed-f1",
      "location": "derby",
      "method": "ship",
      "status": "on-hold",
      "lines": [
       {
        "lineId": "1",
        "sku": "MUG-CLAY",
        "quantity": 1
       }
      ],
      "reason": "the address looks wrong",
      "since": "2026-11-24T01:45:19.516Z",
      "dueAt": "2026-11-25T01:45:19.516Z"
     }
    ],
    "payments": [
     {
      "method": "invoice",
      "status": "authorised",
      "authorised": {
       "amount": "16.45",
       "currency": "GBP"
      },
      "captured": {
       "amount": "0.00",
       "currency": "GBP"
      },
      "refunded": {
       "amount": "0.00",
       "currency": "GBP"
      }
     }
    ],
    "coupons": [],
    "timeline": [
     {
      "at": "2026-11-24T01:45:19.435Z",
      "type": "order-placed",
      "detail": "placed in web"
     },
     {
      "at": "2026-11-24T01:45:19.516Z",
      "type": "order-confirmed",
      "detail": "the order stands"
     },
     {
      "at": "2026-11-24T01:45:19.619Z",
      "type": "order-changed",
      "detail": "01a20b3a-9937-769b-92a6-47c9cd6c47ed-f1 is on hold: the address looks wrong"
     }
    ],
    "sourcing": {
     "chosen": [
      "derby"
     ],
     "candidates": [
      {
       "locations": [
        "derby"
       ],
       "cost": "300"
      },
      {
       "locations": [
        "leeds"
       ],
       "cost": "300",
       "rejectedBecause": "is farther away"
      },
      {
       "locations": [
        "bristol"
       ],
       "cost": "300",
       "rejectedBecause": "is farther away"
      },
      {
       "locations": [
        "glasgow"
       ],
       "cost": "300",
       "rejectedBecause": "is farther away"
      }
     ]
    },
    "amounts": {
     "cancelled": {
      "amount": "0.00",
      "currency": "GBP"
     },
     "returned": {
      "amount": "0.00",
      "currency": "GBP"
     },
     "refunded": {
      "amount": "0.00",
      "currency": "GBP"
     }
    }
   }
  ],
  "nextCursor": "WyIyMDI2LTExLTI0VDAxOjQ1OjE5LjQwNjAwMFoiLCIwMWEyMGIzYS05OTM3LTc2OWItOTJhNi00N2M5Y2Q2YzQ3ZWQiXQ"
 },
 "GET /v1/tills 200": {
  "items": [
   {
    "id": "till-leeds-1",
    "name": "Till 1",
    "channel": "till-leeds",
    "accepted": 1,
    "location": "leeds",
    "publicKey": "ftVhF9mxkDrM-7eofVYdgx7CU8rAMgiAaeBt6n73FZs"
   },
   {
    "id": "till-leeds-2",
    "name": "Till 2",
    "channel": "till-leeds",
    "accepted": 0,
    "location": "leeds",
    "publicKey": "ftVhF9mxkDrM-7eofVYdgx7CU8rAMgiAaeBt6n73FZs"
   }
  ],
  "nextCursor": null
 },
 "GET /v1/tills/{id}/stock-lease 200": {
  "id": "till-leeds-2",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "left": 2,
    "sold": 0,
    "wanted": 2,
    "granted": 2,
    "returned": 0
   }
  ],
  "serial": 1,
  "channel": "till-leeds",
  "location": "leeds",
  "sequence": 0,
  "expiresAt": "2026-11-24T13:44:46.323Z"
 },
 "GET /v1/tills/{id}/coupon-lease 200": {
  "id": "till-leeds-2",
  "serial": 1,
  "channel": "till-leeds",
  "coupons": [
   {
    "code": "COUNTER5",
    "left": 3,
    "used": 0,
    "wanted": 3,
    "granted": 3,
    "returned": 0
   }
  ],
  "sequence": 0,
  "expiresAt": "2026-11-24T13:44:47.326Z"
 },
 "GET /v1/fulfillments 200": {
  "items": [
   {
    "id": "01a20b3a-1163-71c6-b423-c939439c56cc-f1",
    "location": "leeds",
    "method": "carry-out",
    "status": "collected",
    "lines": [
     {
      "lineId": "1",
      "sku": "MUG-CLAY",
      "quantity": 1
     }
    ],
    "since": "2026-11-24T01:44:45.385Z",
    "order": "01a20b3a-1163-71c6-b423-c939439c56cc",
    "channel": "till-leeds",
    "placedAt": "2026-11-01T10:15:00.000Z"
   },
   {
    "id": "01a20b39-d1ad-74c9-938e-35fad10f17fd-f1",
    "location": "derby",
    "method": "ship",
    "status": "open",
    "lines": [
     {
      "lineId": "1",
      "sku": "LAMP-SAGE",
      "quantity": 1
     }
    ],
    "since": "2026-11-24T01:44:31.186Z",
    "dueAt": "2026-11-25T01:44:31.186Z",
    "order": "01a20b39-d1ad-74c9-938e-35fad10f17fd",
    "channel": "web",
    "placedAt": "2026-11-24T01:44:28.210Z"
   }
  ],
  "nextCursor": "WyIyMDI2LTExLTI0VDAxOjQ0OjI4LjIxMDAwMFoiLCIwMWEyMGIzOS1kMWFkLTc0YzktOTM4ZS0zNWZhZDEwZjE3ZmQtZjEiXQ"
 },
 "GET /v1/fulfillment-states 200": {
  "states": [
   {
    "state": "scheduled",
    "meaning": "not to be worked on before its day",
    "units": "open",
    "closed": false
   },
   {
    "state": "open",
    "meaning": "waits for the location to take it on",
    "units": "open",
    "closed": false
   },
   {
    "state": "accepted",
    "meaning": "the location has taken it on",
    "units": "open",
    "closed": false
   },
   {
    "state": "picking",
    "meaning": "units are being taken from the shelf",
    "units": "open",
    "closed": false
   },
   {
    "state": "packed",
    "meaning": "packed; a part may have left in a parcel of its own",
    "units": "open",
    "closed": false
   },
   {
    "state": "ready",
    "meaning": "waits behind the counter for the buyer, who has a code",
    "units": "open",
    "closed": false
   },
   {
    "state": "shipped",
    "meaning": "left with a carrier",
    "units": "gone",
    "closed": false
   },
   {
    "state": "delivered",
    "meaning": "reached the buyer",
    "units": "gone",
    "closed": true
   },
   {
    "state": "collected",
    "meaning": "handed to the buyer",
    "units": "gone",
    "closed": true
   },
   {
    "state": "rejected",
    "meaning": "the location turned it down; its units are looked for elsewhere",
    "units": "elsewhere",
    "closed": true
   },
   {
    "state": "incomplete",
    "meaning": "nothing of it was found; its units are looked for elsewhere",
    "units": "elsewhere",
    "closed": true
   },
   {
    "state": "cancelled",
    "meaning": "its units were cancelled before they left",
    "units": "elsewhere",
    "closed": true
   },
   {
    "state": "no-show",
    "meaning": "nobody collected it in time; back on the shelf",
    "units": "elsewhere",
    "closed": true
   },
   {
    "state": "on-hold",
    "meaning": "somebody has stopped it, and said why",
    "units": "open",
    "closed": false
   }
  ],
  "transitions": [
   {
    "from": "open",
    "verb": "accept",
    "next": "accepted",
    "who": "location",
    "effects": []
   },
   {
    "from": "open",
    "verb": "reject",
    "next": "rejected",
    "who": "location",
    "effects": [
     "resource"
    ]
   },
   {
    "from": "accepted",
    "verb": "reject",
    "next": "rejected",
    "who": "location",
    "effects": [
     "resource"
    ]
   },
   {
    "from": "accepted",
    "verb": "pick",
    "next": "picking",
    "who": "location",
    "effects": [
     "resource"
    ],
    "when": "something was found; what is missing is looked for elsewhere"
   },
   {
    "from": "accepted",
    "verb": "pick",
    "next": "incomplete",
    "who": "location",
    "effects": [
     "resource"
    ],
    "when": "nothing was found"
   },
   {
    "from": "picking",
    "verb": "pick",
    "next": "picking",
    "who": "location",
    "effects": [
     "resource"
    ],
    "when": "something was found; what is missing is looked for elsewhere"
   },
   {
    "from": "picking",
    "verb": "pick",
    "next": "incomplete",
    "who": "location",
    "effects": [
     "resource"
    ],
    "when": "nothing was found"
   },
   {
    "from": "picking",
    "verb": "pack",
    "next": "packed",
    "who": "location",
    "effects": []
   },
   {
    "from": "packed",
    "verb": "ship",
    "next": "shipped",
    "who": "location",
    "effects": [
     "consume",
     "capture"
    ],
    "method": "ship"
   },
   {
    "from": "shipped",
    "verb": "deliver",
    "next": "delivered",
    "who": "carrier",
    "effects": []
   },
   {
    "from": "packed",
    "verb": "ready",
    "next": "ready",
    "who": "location",
    "effects": [
     "make-code"
    ],
    "method": "pickup"
   },
   {
    "from": "ready",
    "verb": "ready",
    "next": "ready",
    "who": "location",
    "effects": [
     "make-code"
    ],
    "method": "pickup"
   },
   {
    "from": "ready",
    "verb": "collect",
    "next": "collected",
    "who": "counter",
    "effects": [
     "consume",
     "capture"
    ],
    "method": "pickup"
   },
   {
    "from": "open",
    "verb": "hold",
    "next": "on-hold",
    "who": "retailer",
    "effects": []
   },
   {
    "from": "accepted",
    "verb": "hold",
    "next": "on-hold",
    "who": "retailer",
    "effects": []
   },
   {
    "from": "on-hold",
    "verb": "release",
    "next": "open",
    "who": "retailer",
    "effects": []
   },
   {
    "from": "scheduled",
    "verb": "begin",
    "next": "open",
    "who": "system",
    "effects": []
   },
   {
    "from": "ready",
    "verb": "expire",
    "next": "no-show",
    "who": "system",
    "method": "pickup",
    "effects": [
     "cancel-units",
     "free-stock",
     "give-money-back"
    ]
   },
   {
    "from": "scheduled",
    "verb": "cancel",
    "next": "cancelled",
    "who": "system",
    "effects": [
     "cancel-units",
     "free-stock",
     "give-money-back"
    ]
   },
   {
    "from": "open",
    "verb": "cancel",
    "next": "cancelled",
    "who": "system",
    "effects": [
     "cancel-units",
     "free-stock",
     "give-money-back"
    ]
   },
   {
    "from": "accepted",
    "verb": "cancel",
    "next": "cancelled",
    "who": "system",
    "effects": [
     "cancel-units",
     "free-stock",
     "give-money-back"
    ]
   },
   {
    "from": "picking",
    "verb": "cancel",
    "next": "cancelled",
    "who": "system",
    "effects": [
     "cancel-units",
     "free-stock",
     "give-money-back"
    ]
   },
   {
    "from": "packed",
    "verb": "cancel",
    "next": "cancelled",
    "who": "system",
    "effects": [
     "cancel-units",
     "free-stock",
     "give-money-back"
    ]
   },
   {
    "from": "ready",
    "verb": "cancel",
    "next": "cancelled",
    "who": "system",
    "effects": [
     "cancel-units",
     "free-stock",
     "give-money-back"
    ]
   },
   {
    "from": "on-hold",
    "verb": "cancel",
    "next": "cancelled",
    "who": "system",
    "effects": [
     "cancel-units",
     "free-stock",
     "give-money-back"
    ]
   },
   {
    "from": "scheduled",
    "verb": "break",
    "next": "incomplete",
    "who": "system",
    "effects": [
     "resource"
    ]
   },
   {
    "from": "open",
    "verb": "break",
    "next": "incomplete",
    "who": "system",
    "effects": [
     "resource"
    ]
   },
   {
    "from": "accepted",
    "verb": "break",
    "next": "incomplete",
    "who": "system",
    "effects": [
     "resource"
    ]
   },
   {
    "from": "picking",
    "verb": "break",
    "next": "incomplete",
    "who": "system",
    "effects": [
     "resource"
    ]
   },
   {
    "from": "packed",
    "verb": "break",
    "next": "incomplete",
    "who": "system",
    "effects": [
     "resource"
    ]
   },
   {
    "from": "ready",
    "verb": "break",
    "next": "incomplete",
    "who": "system",
    "effects": [
     "resource"
    ]
   },
   {
    "from": "on-hold",
    "verb": "break",
    "next": "incomplete",
    "who": "system",
    "effects": [
     "resource"
    ]
   }
  ]
 },
 "GET /v1/customers 200": {
  "items": [
   {
    "id": "01a20b38-278b-735a-a6ed-0078fc741332",
    "name": "Ada Whitlock",
    "loyaltyId": "HH-1001",
    "emails": [
     {
      "address": "ada.whitlock@example.com",
      "verified": true
     }
    ],
    "phones": [
     {
      "number": "+441134960001",
      "verified": false
     }
    ],
    "identities": [],
    "addresses": [],
    "consents": [],
    "groups": [
     "vip"
    ],
    "loyalty": {
     "balance": 0,
     "tier": null
    },
    "orders": {
     "count": 2,
     "revenue": {
      "amount": "148.00",
      "currency": "GBP"
     },
     "returned": {
      "amount": "0.00",
      "currency": "GBP"
     },
     "byChannel": [
      {
       "channel": "web",
       "count": 2,
       "revenue": {
        "amount": "148.00",
        "currency": "GBP"
       }
      }
     ]
    },
    "recentOrders": [
     {
      "id": "01a20b39-e09c-740d-ad36-53baad567529",
      "channel": "web",
      "placedAt": "2026-11-24T01:44:32.098Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20b39-d1ad-74c9-938e-35fad10f17fd",
      "channel": "web",
      "placedAt": "2026-11-24T01:44:28.210Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     }
    ],
    "coupons": [],
    "timeline": [
     {
      "at": "2026-11-24T01:44:32.098Z",
      "type": "order-placed",
      "detail": "01a20b39-e09c-740d-ad36-53baad567529 on web"
     },
     {
      "at": "2026-11-24T01:44:28.210Z",
      "type": "order-placed",
      "detail": "01a20b39-d1ad-74c9-938e-35fad10f17fd on web"
     },
     {
      "at": "2026-11-24T01:42:39.222Z",
      "type": "registered",
      "detail": "by a client"
     }
    ],
    "mergedFrom": [],
    "erased": false
   }
  ],
  "nextCursor": null
 },
 "GET /v1/promotions/{id} 200": {
  "id": "welcome10",
  "name": "Ten per cent welcome",
  "channels": [
   "web",
   "phone",
   "social",
   "till-leeds",
   "till-bristol",
   "till-glasgow"
  ],
  "conditions": [
   {
    "type": "coupon"
   }
  ],
  "effects": [
   {
    "type": "percentage",
    "percent": "10",
    "on": "order"
   }
  ],
  "limits": {
   "perCustomer": 1
  }
 },
 "GET /v1/promotions 200": {
  "items": [
   {
    "id": "counter5",
    "name": "Five per cent at the counter",
    "channels": [
     "till-leeds",
     "till-bristol",
     "till-glasgow"
    ],
    "conditions": [
     {
      "type": "coupon"
     }
    ],
    "effects": [
     {
      "type": "percentage",
      "percent": "5",
      "on": "order"
     }
    ]
   },
   {
    "id": "lamps",
    "name": "Five pounds",
    "endsAt": "2027-01-01T00:00:00Z",
    "channels": [
     "web",
     "till-leeds"
    ],
    "conditions": [
     {
      "type": "coupon"
     },
     {
      "type": "min-basket",
      "amount": {
       "amount": "50.00",
       "currency": "GBP"
      }
     }
    ],
    "effects": [
     {
      "type": "fixed-amount",
      "amount": {
       "amount": "5.00",
       "currency": "GBP"
      },
      "on": "order"
     }
    ],
    "limits": {
     "perCustomer": 1
    }
   }
  ],
  "nextCursor": "WyJsYW1wcyJd"
 },
 "GET /v1/coupons/{code} 200": {
  "code": "WELCOME10",
  "promotion": "welcome10",
  "limit": 1000,
  "used": 0,
  "held": 0,
  "status": "active"
 },
 "GET /v1/tax-rates/{id} 200": {
  "id": "gb-standard",
  "category": "standard",
  "country": "GB",
  "rate": "20"
 },
 "GET /v1/shipping-rates/{id} 200": {
  "id": "uk-parcel",
  "channels": [
   "web",
   "phone",
   "social",
   "till-leeds",
   "till-bristol",
   "till-glasgow"
  ],
  "countries": [
   "GB"
  ],
  "method": "ship",
  "price": {
   "amount": "4.95",
   "currency": "GBP"
  },
  "freeFrom": {
   "amount": "60.00",
   "currency": "GBP"
  }
 },
 "GET /v1/imports 200": {
  "items": [],
  "nextCursor": null
 },
 "GET /v1/partners 200": {
  "items": [
   {
    "id": "01a20b3a-a458-766a-b076-f9cf039f0b59",
    "clientId": "01a20b3a-a458-766a-b076-f9cf039f0b59",
    "name": "hearthandhall.example",
    "scopes": [
     "catalog:read",
     "stock:read",
     "orders:read",
     "orders:write",
     "events:read"
    ],
    "channels": [
     "web"
    ],
    "createdAt": "2026-11-24T01:45:22.273Z"
   },
   {
    "id": "01a20b3a-a481-7124-99f8-510232703880",
    "clientId": "01a20b3a-a481-7124-99f8-510232703880",
    "name": "hearthandhall.example, new shop",
    "scopes": [
     "orders:read"
    ],
    "channels": [
     "web"
    ],
    "createdAt": "2026-11-24T01:45:22.306Z"
   }
  ],
  "nextCursor": null
 },
 "GET /v1/webhooks 200": {
  "items": [
   {
    "id": "01a20b3a-a4ad-73da-adc7-35d4e41d2ace",
    "url": "http://127.0.0.1:9/",
    "types": [
     "order.confirmed"
    ],
    "enabled": false,
    "notice": {
     "at": "2026-11-24T01:45:22.377Z",
     "detail": "Disabled by its client.",
     "reason": "by-client"
    },
    "failingSince": null,
    "createdAt": "2026-11-24T01:45:22.351Z"
   },
   {
    "id": "01a20b3a-a4e1-75ce-b326-b9afff575e57",
    "url": "http://127.0.0.1:9/",
    "types": [
     "order.confirmed"
    ],
    "enabled": true,
    "notice": null,
    "failingSince": "2026-11-24T01:45:22.584Z",
    "createdAt": "2026-11-24T01:45:22.404Z"
   }
  ],
  "nextCursor": null
 },
 "GET /v1/audit 200": {
  "items": [
   {
    "position": 1051,
    "hash": "3362a9d916fb16d674cb594e4ed222eb021198be3e32f96129ccd6260d816128",
    "previousHash": "1a9d975aaf9ac94e05c282b10cc7490d469ce235c6c4e971e54fd7a328649e6f",
    "action": "gateway.webhook-replayed",
    "actor": {
     "client": "administrator",
     "service": "gateway"
    },
    "at": "2026-11-24T01:45:22.429Z",
    "changes": [
     {
      "after": {
       "from": {}
      },
      "path": ""
     }
    ],
    "subject": {
     "id": "01a20b3a-a4e1-75ce-b326-b9afff575e57",
     "type": "webhook"
    },
    "trace": "d0c999f2572d43cb5b22987b2d3743cb",
    "version": 2
   },
   {
    "position": 1050,
    "hash": "1a9d975aaf9ac94e05c282b10cc7490d469ce235c6c4e971e54fd7a328649e6f",
    "previousHash": "104f5b03b0ae3f8422479691a4e1194c3e14a6a3a270e2764bc36d5e635e3b1d",
    "action": "gateway.webhook-created",
    "actor": {
     "client": "administrator",
     "service": "gateway"
    },
    "at": "2026-11-24T01:45:22.404Z",
    "changes": [
     {
      "after": {
       "enabled": true,
       "types": [
        "order.confirmed"
       ],
       "url": "http://127.0.0.1:9/"
      },
      "path": ""
     }
    ],
    "subject": {
     "id": "01a20b3a-a4e1-75ce-b326-b9afff575e57",
     "type": "webhook"
    },
    "trace": "c7c2bf0c8bd229dbaa1e1b4c20fac46e",
    "version": 1
   }
  ],
  "nextCursor": "WzEwNTBd"
 }
};
