/* eslint-disable max-lines -- Answers of the demo company to the examples, recorded by RECORD=write on apps/e2e/test/partners.long.int.spec.ts. Do not edit. */
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
  "id": "01a20b4c-39bc-7059-884f-3b3f008e08a5",
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
  "id": "transfer-01a20b4c-3a20-76aa-8c52-fccabb132053",
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
  "shippedAt": "2026-11-24T02:04:34.729Z"
 },
 "POST /v1/transfers/{id}/receive 200": {
  "id": "transfer-01a20b4c-3a49-7591-9a08-eae534225865",
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
  "closedAt": "2026-11-24T02:04:34.799Z",
  "shippedAt": "2026-11-24T02:04:34.771Z"
 },
 "POST /v1/transfers/{id}/cancel 200": {
  "id": "transfer-01a20b4c-3ab6-76d8-9cd2-22eb44b9c539",
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
  "closedAt": "2026-11-24T02:04:34.906Z",
  "shippedAt": "2026-11-24T02:04:34.880Z"
 },
 "POST /v1/counts 201": {
  "id": "count-01a20b4c-3aed-72f8-927f-6cec7675c9ee",
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
  "openedAt": "2026-11-24T02:04:34.935Z"
 },
 "POST /v1/counts/{id}/quantities 200": {
  "id": "count-01a20b4c-3b27-759f-b10c-2528f6cc530d",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "opened": {
     "onShelf": 11,
     "version": 10
    },
    "counted": 12,
    "expected": 11,
    "countedAt": "2026-11-24T02:04:35.010Z",
    "difference": 1
   }
  ],
  "whole": false,
  "status": "open",
  "location": "bristol",
  "openedAt": "2026-11-24T02:04:34.992Z"
 },
 "POST /v1/counts/{id}/close 200": {
  "id": "count-01a20b4c-3b62-7373-93f6-1a21948edd07",
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
  "closedAt": "2026-11-24T02:04:35.076Z",
  "location": "bristol",
  "openedAt": "2026-11-24T02:04:35.050Z",
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
  "id": "po-f57748b8-cf25-4667-b89e-65cb7429cbb0",
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
  "id": "po-d755abb2-d19a-4144-a47d-ba8bdbbbef8a",
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
  "closedAt": "2026-11-24T02:04:35.326Z"
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
  "id": "01a20b4c-3cc0-721c-8d78-b8561eb2e6ac",
  "channel": "web",
  "externalId": null,
  "status": "confirmed",
  "attention": null,
  "placedAt": "2026-11-24T02:04:35.389Z",
  "customer": {
   "id": "01a20b4c-1cee-721b-960a-af1aaa248df4"
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
    "id": "01a20b4c-3cc0-721c-8d78-b8561eb2e6ac-f1",
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
    "since": "2026-11-24T02:04:35.577Z",
    "dueAt": "2026-11-25T02:04:35.577Z"
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
    "at": "2026-11-24T02:04:35.415Z",
    "type": "order-placed",
    "detail": "placed in web"
   },
   {
    "at": "2026-11-24T02:04:35.577Z",
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
  "id": "01a20b4c-3efa-7231-9ff3-aec759942812",
  "channel": "web",
  "externalId": null,
  "status": "cancelled",
  "attention": null,
  "placedAt": "2026-11-24T02:04:35.960Z",
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
    "id": "01a20b4c-3efa-7231-9ff3-aec759942812-f1",
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
    "since": "2026-11-24T02:04:36.020Z",
    "dueAt": "2026-11-25T02:04:36.020Z"
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
    "at": "2026-11-24T02:04:35.970Z",
    "type": "order-placed",
    "detail": "placed in web"
   },
   {
    "at": "2026-11-24T02:04:36.020Z",
    "type": "order-confirmed",
    "detail": "the order stands"
   },
   {
    "at": "2026-11-24T02:04:36.099Z",
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
  "id": "hold-01a20b4c-4022-73ae-bcdc-30d8d3a21a87",
  "lines": [
   {
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "status": "held",
  "channel": "web",
  "extended": false,
  "expiresAt": "2026-11-24T02:14:36.270Z",
  "reference": "basket-1001"
 },
 "POST /v1/holds/{id}/extend 200": {
  "id": "hold-01a20b4c-4043-756a-aa25-0fac7eb58c0d",
  "lines": [
   {
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "status": "held",
  "channel": "web",
  "extended": true,
  "expiresAt": "2026-11-24T02:19:36.301Z"
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
    "order": "01a20b4c-40c7-76f4-aee1-80e3bf71e36c"
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
  "expiresAt": "2026-11-24T14:04:36.519Z"
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
  "expiresAt": "2026-11-24T14:04:36.595Z"
 },
 "POST /v1/orders/{id}/returns 201": {
  "id": "01a20b4c-41ce-778f-94bf-c72df1d38e16",
  "order": "01a20b4c-418b-757c-a333-db074bb26bfb",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T02:04:36.683Z",
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
  "id": "01a20b4c-4273-7007-ba2c-06024205814d",
  "order": null,
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T02:04:36.849Z",
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
  "id": "01a20b4c-42ee-700b-9b55-bd5e299a16d3",
  "order": "01a20b4c-42aa-70bc-94db-21c47c7f10d8",
  "channel": "till-leeds",
  "externalId": null,
  "location": "derby",
  "returnedAt": "2026-11-24T02:04:36.971Z",
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
  "id": "01a20b4c-43f6-705f-86bf-168802470710",
  "order": "01a20b4c-43c3-74c1-9189-787836a3ac26",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T02:04:37.237Z",
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
  "id": "01a20b4c-4466-7368-9e79-39074efd697a",
  "order": "01a20b4c-442f-73ae-9532-fc6e9b52a414",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T02:04:37.348Z",
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
  "id": "01a20b4c-44d3-7280-8322-f6d577a12bfb",
  "order": "01a20b4c-449a-7698-bd30-9c7a2fe9278f",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T02:04:37.457Z",
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
  "id": "01a20b4c-4550-738d-a062-c022c2fd6a75",
  "order": "01a20b4c-451b-7180-b70a-00d06506680c",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T02:04:37.654Z",
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
  "id": "01a20b4c-45ee-76bb-929f-849386ba183c",
  "order": "01a20b4c-45b2-70ef-b9f3-e7aa6bb0a648",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-24T02:04:37.795Z",
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
  "id": "01a20b4c-46b1-71a8-bb57-2edee199673f",
  "order": "01a20b4c-46b1-71a8-bb57-24e73833a8e4",
  "return": "01a20b4c-46b1-71a8-bb57-2a4cbd7ffd82"
 },
 "POST /v1/fulfillments/{id}/accept 200": {
  "id": "01a20b4c-4706-703e-bd6d-d1dcf651dd8e-f1",
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
  "since": "2026-11-24T02:04:38.061Z",
  "dueAt": "2026-11-25T02:04:38.061Z",
  "order": "01a20b4c-4706-703e-bd6d-d1dcf651dd8e",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:38.019Z"
 },
 "POST /v1/fulfillments/{id}/reject 200": {
  "id": "01a20b4c-475c-758f-9908-5fc6cf86457c-f1",
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
  "since": "2026-11-24T02:04:38.155Z",
  "dueAt": "2026-11-25T02:04:38.155Z",
  "order": "01a20b4c-475c-758f-9908-5fc6cf86457c",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:38.106Z"
 },
 "POST /v1/fulfillments/{id}/pick 200": {
  "id": "01a20b4c-47cb-725e-b5b4-8b5f27e1c8d0-f1",
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
  "since": "2026-11-24T02:04:38.249Z",
  "dueAt": "2026-11-25T02:04:38.249Z",
  "order": "01a20b4c-47cb-725e-b5b4-8b5f27e1c8d0",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:38.217Z"
 },
 "POST /v1/fulfillments/{id}/pack 200": {
  "id": "01a20b4c-4830-750e-9c6d-c3195315bfb5-f1",
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
  "since": "2026-11-24T02:04:38.358Z",
  "dueAt": "2026-11-25T02:04:38.358Z",
  "order": "01a20b4c-4830-750e-9c6d-c3195315bfb5",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:38.317Z"
 },
 "POST /v1/fulfillments/{id}/ship 200": {
  "id": "01a20b4c-48b7-7558-8209-0dc62cad2aea-f1",
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
  "since": "2026-11-24T02:04:38.545Z",
  "dueAt": "2026-11-25T02:04:38.545Z",
  "order": "01a20b4c-48b7-7558-8209-0dc62cad2aea",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:38.453Z"
 },
 "POST /v1/fulfillments/{id}/deliver 200": {
  "id": "01a20b4c-49a8-728a-ad96-856f7792a7d4-f1",
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
  "since": "2026-11-24T02:04:38.733Z",
  "dueAt": "2026-11-25T02:04:38.733Z",
  "order": "01a20b4c-49a8-728a-ad96-856f7792a7d4",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:38.694Z"
 },
 "POST /v1/fulfillments/{id}/ready 200": {
  "collectCode": "013966"
 },
 "POST /v1/fulfillments/{id}/collect 200": {
  "id": "01a20b4c-4b0b-730d-979e-926d58d414c1-f1",
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
  "since": "2026-11-24T02:04:39.085Z",
  "dueAt": "2026-11-24T04:04:39.085Z",
  "order": "01a20b4c-4b0b-730d-979e-926d58d414c1",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:39.050Z"
 },
 "POST /v1/fulfillments/{id}/hold 200": {
  "id": "01a20b4c-4bcd-72c8-b33f-e739af11f910-f1",
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
  "since": "2026-11-24T02:04:39.286Z",
  "dueAt": "2026-11-25T02:04:39.286Z",
  "order": "01a20b4c-4bcd-72c8-b33f-e739af11f910",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:39.241Z"
 },
 "POST /v1/fulfillments/{id}/release 200": {
  "id": "01a20b4c-4c2f-752a-8ed9-d249f2decc83-f1",
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
  "since": "2026-11-24T02:04:39.387Z",
  "dueAt": "2026-11-25T02:04:39.387Z",
  "order": "01a20b4c-4c2f-752a-8ed9-d249f2decc83",
  "channel": "web",
  "placedAt": "2026-11-24T02:04:39.341Z"
 },
 "POST /v1/customers 201": {
  "id": "01a20b4c-4ca4-73ea-89c5-c35b10c1d540",
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
    "at": "2026-11-24T02:04:39.454Z",
    "type": "registered",
    "detail": "by a client"
   }
  ],
  "mergedFrom": [],
  "erased": false
 },
 "PATCH /v1/customers/{id} 200": {
  "id": "01a20b4c-4cc3-73fb-a075-2553a02ecb05",
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
    "at": "2026-11-24T02:04:39.490Z",
    "type": "registered",
    "detail": "by a client"
   }
  ],
  "mergedFrom": [],
  "erased": false
 },
 "POST /v1/customers/{id}/merge 200": {
  "mergeId": "01a20b4c-4d35-710c-a3aa-5e6fbe363498"
 },
 "POST /v1/customers/{id}/unmerge 200": {
  "mergeId": "01a20b4c-4d8a-73bb-bd63-993278e73171"
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
  "issueId": "01a20b4c-4e08-73ef-8533-6094e95a8e85",
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
  "id": "gc-01a20b4c-4e68-72b8-8e47-f8f781c56e9c",
  "kind": "gift-card",
  "ending": "T8EB",
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
  "issuedAt": "2026-11-24T02:04:39.911Z",
  "expiresAt": "2036-11-23T00:00:00.000Z",
  "code": "WK2C-ADX7-BKPP-T8EB"
 },
 "POST /v1/partners 201": {
  "id": "01a20b4c-4e85-725a-a31b-4dd5e5d992c9",
  "clientId": "01a20b4c-4e85-725a-a31b-4dd5e5d992c9",
  "clientSecret": "shown only once",
  "secretId": "01a20b4c-4e85-725a-a31b-509a159b8e13"
 },
 "PATCH /v1/partners/{id} 200": {
  "id": "01a20b4c-4e8b-74d1-8c18-d45b74bf8559",
  "clientId": "01a20b4c-4e8b-74d1-8c18-d45b74bf8559",
  "name": "hearthandhall.example, new shop",
  "scopes": [
   "orders:read"
  ],
  "channels": [
   "web"
  ],
  "createdAt": "2026-11-24T02:04:39.947Z"
 },
 "PATCH /v1/webhooks/{id} 200": {
  "id": "01a20b4c-4e93-71f5-95ed-1df3249ccd33",
  "url": "http://127.0.0.1:9/",
  "types": [
   "order.confirmed"
  ],
  "enabled": false,
  "notice": {
   "at": "2026-11-24T02:04:39.959Z",
   "detail": "Disabled by its client.",
   "reason": "by-client"
  },
  "failingSince": null,
  "createdAt": "2026-11-24T02:04:39.955Z"
 },
 "POST /v1/webhooks/{id}/replay 200": {
  "id": "01a20b4c-4e9b-7054-bb1a-5c007633591c",
  "url": "http://127.0.0.1:9/",
  "types": [
   "order.confirmed"
  ],
  "enabled": true,
  "notice": null,
  "failingSince": null,
  "createdAt": "2026-11-24T02:04:39.964Z"
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
  "asOf": "2026-11-24T02:04:36.874Z",
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
    "asOf": "2026-11-24T02:04:36.874Z",
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
    "asOf": "2026-11-24T02:04:39.369Z",
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
    "asOf": "2026-11-24T02:04:39.214Z",
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
    "at": "2026-11-24T02:04:36.874Z",
    "location": "leeds",
    "reason": "return",
    "onHand": 1,
    "unavailable": 0,
    "reserved": 0,
    "reference": "01a20b4c-4273-7007-ba2c-06024205814d",
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
    "at": "2026-11-24T02:04:34.629Z",
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
    "asOf": "2026-11-24T02:04:36.874Z"
   },
   {
    "location": "bristol",
    "name": "Bristol, Park Street",
    "distanceKm": 270.3,
    "available": 1,
    "readyAt": "2026-11-24T10:00:00.000Z",
    "asOf": "2026-11-24T02:04:36.874Z"
   }
  ]
 },
 "GET /v1/locations/{id}/stock 200": {
  "items": [
   {
    "sku": "APRON-CLAY",
    "onHand": 23,
    "unavailable": 0,
    "reserved": 0,
    "available": 21,
    "version": 1,
    "asOf": "2026-11-24T02:04:27.413Z"
   },
   {
    "sku": "APRON-HONEY",
    "onHand": 17,
    "unavailable": 0,
    "reserved": 0,
    "available": 15,
    "version": 2,
    "asOf": "2026-11-24T02:04:27.413Z"
   }
  ],
  "nextCursor": "WyJBUFJPTi1IT05FWSJd"
 },
 "GET /v1/stock/{sku}/told 200": {
  "sku": "MUG-SAGE",
  "channel": "fairground",
  "at": "2026-11-24T02:04:40.036Z",
  "told": {
   "available": 54,
   "version": 2,
   "stockVersion": 2,
   "at": "2026-11-24T02:04:34.629Z"
  },
  "confirmed": {
   "quantity": 1,
   "version": 1,
   "readAt": "2026-11-01T09:00:01.000Z",
   "ordersUpTo": "2026-11-01T09:00:00.000Z",
   "heardAt": "2026-11-24T02:04:34.702Z"
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
    "id": "transfer-01a20b4c-3a20-76aa-8c52-fccabb132053",
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
    "shippedAt": "2026-11-24T02:04:34.729Z"
   },
   {
    "id": "transfer-01a20b4c-3a49-7591-9a08-eae534225865",
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
    "closedAt": "2026-11-24T02:04:34.799Z",
    "shippedAt": "2026-11-24T02:04:34.771Z"
   }
  ],
  "nextCursor": "WyJ0cmFuc2Zlci0wMWEyMGI0Yy0zYTQ5LTc1OTEtOWEwOC1lYWU1MzQyMjU4NjUiXQ"
 },
 "GET /v1/counts 200": {
  "items": [
   {
    "id": "count-01a20b4c-3aed-72f8-927f-6cec7675c9ee",
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
    "openedAt": "2026-11-24T02:04:34.935Z"
   },
   {
    "id": "count-01a20b4c-3b0b-7143-914c-028b058cdb86",
    "lines": [],
    "whole": true,
    "status": "open",
    "location": "leeds",
    "openedAt": "2026-11-24T02:04:34.965Z"
   }
  ],
  "nextCursor": "WyJjb3VudC0wMWEyMGI0Yy0zYjBiLTcxNDMtOTE0Yy0wMjhiMDU4Y2RiODYiXQ"
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
    "id": "01a20b4c-4c2f-752a-8ed9-d249f2decc83",
    "channel": "web",
    "externalId": null,
    "status": "confirmed",
    "attention": null,
    "placedAt": "2026-11-24T02:04:39.341Z",
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
      "id": "01a20b4c-4c2f-752a-8ed9-d249f2decc83-f1",
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
      "since": "2026-11-24T02:04:39.387Z",
      "dueAt": "2026-11-25T02:04:39.387Z"
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
      "at": "2026-11-24T02:04:39.349Z",
      "type": "order-placed",
      "detail": "placed in web"
     },
     {
      "at": "2026-11-24T02:04:39.387Z",
      "type": "order-confirmed",
      "detail": "the order stands"
     },
     {
      "at": "2026-11-24T02:04:39.414Z",
      "type": "order-changed",
      "detail": "01a20b4c-4c2f-752a-8ed9-d249f2decc83-f1 is on hold: ask first"
     },
     {
      "at": "2026-11-24T02:04:39.439Z",
      "type": "order-changed",
      "detail": "release: 01a20b4c-4c2f-752a-8ed9-d249f2decc83-f1 is open"
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
    "id": "01a20b4c-4bcd-72c8-b33f-e739af11f910",
    "channel": "web",
    "externalId": null,
    "status": "confirmed",
    "attention": null,
    "placedAt": "2026-11-24T02:04:39.241Z",
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
      "id": "01a20b4c-4bcd-72c8-b33f-e739af11f910-f1",
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
      "since": "2026-11-24T02:04:39.286Z",
      "dueAt": "2026-11-25T02:04:39.286Z"
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
      "at": "2026-11-24T02:04:39.254Z",
      "type": "order-placed",
      "detail": "placed in web"
     },
     {
      "at": "2026-11-24T02:04:39.286Z",
      "type": "order-confirmed",
      "detail": "the order stands"
     },
     {
      "at": "2026-11-24T02:04:39.321Z",
      "type": "order-changed",
      "detail": "01a20b4c-4bcd-72c8-b33f-e739af11f910-f1 is on hold: the address looks wrong"
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
  "nextCursor": "WyIyMDI2LTExLTI0VDAyOjA0OjM5LjI0MTAwMFoiLCIwMWEyMGI0Yy00YmNkLTcyYzgtYjMzZi1lNzM5YWYxMWY5MTAiXQ"
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
  "expiresAt": "2026-11-24T14:04:36.519Z"
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
  "expiresAt": "2026-11-24T14:04:36.595Z"
 },
 "GET /v1/fulfillments 200": {
  "items": [
   {
    "id": "01a20b4c-40c7-76f4-aee1-80e3bf71e36c-f1",
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
    "since": "2026-11-24T02:04:36.482Z",
    "order": "01a20b4c-40c7-76f4-aee1-80e3bf71e36c",
    "channel": "till-leeds",
    "placedAt": "2026-11-01T10:15:00.000Z"
   },
   {
    "id": "01a20b4c-3cc0-721c-8d78-b8561eb2e6ac-f1",
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
    "since": "2026-11-24T02:04:35.577Z",
    "dueAt": "2026-11-25T02:04:35.577Z",
    "order": "01a20b4c-3cc0-721c-8d78-b8561eb2e6ac",
    "channel": "web",
    "placedAt": "2026-11-24T02:04:35.389Z"
   }
  ],
  "nextCursor": "WyIyMDI2LTExLTI0VDAyOjA0OjM1LjM4OTAwMFoiLCIwMWEyMGI0Yy0zY2MwLTcyMWMtOGQ3OC1iODU2MWViMmU2YWMtZjEiXQ"
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
    "id": "01a20b4c-1cee-721b-960a-af1aaa248df4",
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
      "id": "01a20b4c-3d9f-7471-ac9a-8658853fb9a7",
      "channel": "web",
      "placedAt": "2026-11-24T02:04:35.614Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20b4c-3cc0-721c-8d78-b8561eb2e6ac",
      "channel": "web",
      "placedAt": "2026-11-24T02:04:35.389Z",
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
      "at": "2026-11-24T02:04:35.614Z",
      "type": "order-placed",
      "detail": "01a20b4c-3d9f-7471-ac9a-8658853fb9a7 on web"
     },
     {
      "at": "2026-11-24T02:04:35.389Z",
      "type": "order-placed",
      "detail": "01a20b4c-3cc0-721c-8d78-b8561eb2e6ac on web"
     },
     {
      "at": "2026-11-24T02:04:27.243Z",
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
    "id": "01a20b4c-4e85-725a-a31b-4dd5e5d992c9",
    "clientId": "01a20b4c-4e85-725a-a31b-4dd5e5d992c9",
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
    "createdAt": "2026-11-24T02:04:39.942Z"
   },
   {
    "id": "01a20b4c-4e8b-74d1-8c18-d45b74bf8559",
    "clientId": "01a20b4c-4e8b-74d1-8c18-d45b74bf8559",
    "name": "hearthandhall.example, new shop",
    "scopes": [
     "orders:read"
    ],
    "channels": [
     "web"
    ],
    "createdAt": "2026-11-24T02:04:39.947Z"
   }
  ],
  "nextCursor": null
 },
 "GET /v1/webhooks 200": {
  "items": [
   {
    "id": "01a20b4c-4e93-71f5-95ed-1df3249ccd33",
    "url": "http://127.0.0.1:9/",
    "types": [
     "order.confirmed"
    ],
    "enabled": false,
    "notice": {
     "at": "2026-11-24T02:04:39.959Z",
     "detail": "Disabled by its client.",
     "reason": "by-client"
    },
    "failingSince": null,
    "createdAt": "2026-11-24T02:04:39.955Z"
   },
   {
    "id": "01a20b4c-4e9b-7054-bb1a-5c007633591c",
    "url": "http://127.0.0.1:9/",
    "types": [
     "order.confirmed"
    ],
    "enabled": true,
    "notice": null,
    "failingSince": "2026-11-24T02:04:40.008Z",
    "createdAt": "2026-11-24T02:04:39.964Z"
   }
  ],
  "nextCursor": null
 },
 "GET /v1/audit 200": {
  "items": [
   {
    "position": 1040,
    "hash": "848552162b4163702699fbccea8af8a7e3eae2f25815237a965ed5ae8608c039",
    "previousHash": "22b7f593a6a25d57590ca51cf73fb88615354176ec9748a9e57a5a024eb908df",
    "action": "promotions.tax-rate-changed",
    "actor": {
     "client": "administrator",
     "service": "promotions"
    },
    "at": "2026-11-24T02:04:39.877Z",
    "changes": [
     {
      "after": {
       "category": "energy",
       "country": "GB",
       "rate": "5"
      },
      "path": ""
     }
    ],
    "message": "01a20b4c-4e45-7242-b0dc-bfa44d91425c",
    "operation": "01a20b4c-4e3e-7672-9198-e218f060098f",
    "subject": {
     "id": "gb-energy",
     "type": "tax-rate"
    },
    "trace": "7d7d864627ff27a2cf288a58b8d0c192",
    "version": 1
   },
   {
    "position": 1039,
    "hash": "22b7f593a6a25d57590ca51cf73fb88615354176ec9748a9e57a5a024eb908df",
    "previousHash": "e86f964e40f4dfffafc0910054b52fba4e48f6801d1d8914b8f2874ee077c829",
    "action": "promotions.coupon-changed",
    "actor": {
     "client": "administrator",
     "service": "promotions"
    },
    "at": "2026-11-24T02:04:39.858Z",
    "changes": [
     {
      "after": {
       "code": "HELLO10",
       "held": 0,
       "limit": 500,
       "perCustomer": 1,
       "promotion": "welcome10",
       "status": "active",
       "used": 0,
       "version": 1
      },
      "path": ""
     }
    ],
    "message": "01a20b4c-4e32-70fc-8a6e-4507493cecdc",
    "operation": "01a20b4c-4e29-7568-98b1-97eac4661ce7",
    "subject": {
     "id": "HELLO10",
     "type": "coupon"
    },
    "trace": "c3d0cc58bff831299dee45a0999a4cbf",
    "version": 1
   }
  ],
  "nextCursor": "WzEwMzld"
 }
};
