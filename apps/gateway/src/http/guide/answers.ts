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
  "id": "01a20abb-1672-759d-93e6-5ec0834f4d06",
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
  "id": "transfer-01a20abb-16ea-77cd-91e1-d12aff2e95e7",
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
  "shippedAt": "2026-11-23T23:26:02.998Z"
 },
 "POST /v1/transfers/{id}/receive 200": {
  "id": "transfer-01a20abb-1710-769b-8dc4-69dc7ce806b6",
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
  "closedAt": "2026-11-23T23:26:03.064Z",
  "shippedAt": "2026-11-23T23:26:03.031Z"
 },
 "POST /v1/transfers/{id}/cancel 200": {
  "id": "transfer-01a20abb-1785-755a-bc30-a80cb994d724",
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
  "closedAt": "2026-11-23T23:26:03.174Z",
  "shippedAt": "2026-11-23T23:26:03.149Z"
 },
 "POST /v1/counts 201": {
  "id": "count-01a20abb-17b8-743c-aad9-053840aedb00",
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
  "openedAt": "2026-11-23T23:26:03.204Z"
 },
 "POST /v1/counts/{id}/quantities 200": {
  "id": "count-01a20abb-17ef-772b-bf0f-d17f18317447",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "opened": {
     "onShelf": 11,
     "version": 10
    },
    "counted": 12,
    "expected": 11,
    "countedAt": "2026-11-23T23:26:03.281Z",
    "difference": 1
   }
  ],
  "whole": false,
  "status": "open",
  "location": "bristol",
  "openedAt": "2026-11-23T23:26:03.262Z"
 },
 "POST /v1/counts/{id}/close 200": {
  "id": "count-01a20abb-1836-75e8-96b7-6c74d968b30c",
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
  "closedAt": "2026-11-23T23:26:03.353Z",
  "location": "bristol",
  "openedAt": "2026-11-23T23:26:03.331Z",
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
  "id": "po-525a9585-d8d0-4741-a9ad-5f06e8431370",
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
  "id": "po-198318c1-94ac-4b13-9ec3-a4fab9e6704b",
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
  "closedAt": "2026-11-23T23:26:03.555Z"
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
  "id": "01a20abb-196d-7609-8961-fde1a0b82fd4",
  "channel": "web",
  "externalId": null,
  "status": "confirmed",
  "attention": null,
  "placedAt": "2026-11-23T23:26:03.626Z",
  "customer": {
   "id": "01a20aba-f8c0-711a-a3ab-676e16b12fdc"
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
    "id": "01a20abb-196d-7609-8961-fde1a0b82fd4-f1",
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
    "since": "2026-11-23T23:26:03.813Z",
    "dueAt": "2026-11-24T23:26:03.813Z"
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
    "at": "2026-11-23T23:26:03.661Z",
    "type": "order-placed",
    "detail": "placed in web"
   },
   {
    "at": "2026-11-23T23:26:03.813Z",
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
  "id": "01a20abb-1bae-74b5-9246-bea4a66ab8fa",
  "channel": "web",
  "externalId": null,
  "status": "cancelled",
  "attention": null,
  "placedAt": "2026-11-23T23:26:04.206Z",
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
    "id": "01a20abb-1bae-74b5-9246-bea4a66ab8fa-f1",
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
    "since": "2026-11-23T23:26:04.253Z",
    "dueAt": "2026-11-24T23:26:04.253Z"
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
    "at": "2026-11-23T23:26:04.213Z",
    "type": "order-placed",
    "detail": "placed in web"
   },
   {
    "at": "2026-11-23T23:26:04.253Z",
    "type": "order-confirmed",
    "detail": "the order stands"
   },
   {
    "at": "2026-11-23T23:26:04.334Z",
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
  "id": "hold-01a20abb-1cdb-752d-977b-a227edd9a050",
  "lines": [
   {
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "status": "held",
  "channel": "web",
  "extended": false,
  "expiresAt": "2026-11-23T23:36:04.517Z",
  "reference": "basket-1001"
 },
 "POST /v1/holds/{id}/extend 200": {
  "id": "hold-01a20abb-1cfd-709e-a9ce-ed3ac364e715",
  "lines": [
   {
    "sku": "LAMP-SAGE",
    "quantity": 1
   }
  ],
  "status": "held",
  "channel": "web",
  "extended": true,
  "expiresAt": "2026-11-23T23:41:04.552Z"
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
    "order": "01a20abb-1d7c-71c8-af30-b08a32084757"
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
  "expiresAt": "2026-11-24T11:26:04.757Z"
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
  "expiresAt": "2026-11-24T11:26:04.801Z"
 },
 "POST /v1/orders/{id}/returns 201": {
  "id": "01a20abb-1e36-75ed-8804-53a50be5b128",
  "order": "01a20abb-1df1-74fc-a5ba-5773ebb278df",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T23:26:04.853Z",
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
  "id": "01a20abb-1efc-7098-b80b-5eef670a69a0",
  "order": null,
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T23:26:05.050Z",
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
  "id": "01a20abb-1f70-760c-8322-eaf1096ceed3",
  "order": "01a20abb-1f32-775a-bfaf-d9fe5dea43e1",
  "channel": "till-leeds",
  "externalId": null,
  "location": "derby",
  "returnedAt": "2026-11-23T23:26:05.167Z",
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
  "id": "01a20abb-2097-76bd-9a33-6af6b1dc4219",
  "order": "01a20abb-2053-7008-8247-3443a354af45",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T23:26:05.462Z",
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
  "id": "01a20abb-2108-71e5-8770-98d2216be8f3",
  "order": "01a20abb-20cf-77c9-a809-ae1ed2768cc2",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T23:26:05.576Z",
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
  "id": "01a20abb-2182-776d-ab3e-b76a45456918",
  "order": "01a20abb-213c-77e5-92af-edb74f6667b4",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T23:26:05.697Z",
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
  "id": "01a20abb-21ff-706b-88c9-821ef4020818",
  "order": "01a20abb-21cc-75a9-a52d-74fa64562598",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T23:26:05.906Z",
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
  "id": "01a20abb-22a8-7414-9be9-8da0b7a088e3",
  "order": "01a20abb-226b-76cd-95a4-118de97ed6ac",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T23:26:06.040Z",
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
  "id": "01a20abb-2362-7766-a9f0-1135773aa509",
  "order": "01a20abb-2362-7766-a9f0-0927b90d863c",
  "return": "01a20abb-2362-7766-a9f0-0e5d16fb831c"
 },
 "POST /v1/fulfillments/{id}/accept 200": {
  "id": "01a20abb-23d1-743f-a461-14a1f19311df-f1",
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
  "since": "2026-11-23T23:26:06.321Z",
  "dueAt": "2026-11-24T23:26:06.321Z",
  "order": "01a20abb-23d1-743f-a461-14a1f19311df",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:06.289Z"
 },
 "POST /v1/fulfillments/{id}/reject 200": {
  "id": "01a20abb-2425-76f0-b30b-e757563647a8-f1",
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
  "since": "2026-11-23T23:26:06.413Z",
  "dueAt": "2026-11-24T23:26:06.413Z",
  "order": "01a20abb-2425-76f0-b30b-e757563647a8",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:06.371Z"
 },
 "POST /v1/fulfillments/{id}/pick 200": {
  "id": "01a20abb-249f-751d-991c-2d4c1bdad180-f1",
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
  "since": "2026-11-23T23:26:06.526Z",
  "dueAt": "2026-11-24T23:26:06.526Z",
  "order": "01a20abb-249f-751d-991c-2d4c1bdad180",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:06.495Z"
 },
 "POST /v1/fulfillments/{id}/pack 200": {
  "id": "01a20abb-24fc-70aa-9983-712c7faa0bdf-f1",
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
  "since": "2026-11-23T23:26:06.625Z",
  "dueAt": "2026-11-24T23:26:06.625Z",
  "order": "01a20abb-24fc-70aa-9983-712c7faa0bdf",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:06.587Z"
 },
 "POST /v1/fulfillments/{id}/ship 200": {
  "id": "01a20abb-25a5-703b-a303-86e9edcfc77e-f1",
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
  "since": "2026-11-23T23:26:06.794Z",
  "dueAt": "2026-11-24T23:26:06.794Z",
  "order": "01a20abb-25a5-703b-a303-86e9edcfc77e",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:06.756Z"
 },
 "POST /v1/fulfillments/{id}/deliver 200": {
  "id": "01a20abb-2681-77eb-a3f0-ada04d083901-f1",
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
  "since": "2026-11-23T23:26:07.015Z",
  "dueAt": "2026-11-24T23:26:07.015Z",
  "order": "01a20abb-2681-77eb-a3f0-ada04d083901",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:06.976Z"
 },
 "POST /v1/fulfillments/{id}/ready 200": {
  "collectCode": "419040"
 },
 "POST /v1/fulfillments/{id}/collect 200": {
  "id": "01a20abb-2802-753b-b3ba-2200a8488da8-f1",
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
  "since": "2026-11-23T23:26:07.401Z",
  "dueAt": "2026-11-24T01:26:07.401Z",
  "order": "01a20abb-2802-753b-b3ba-2200a8488da8",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:07.361Z"
 },
 "POST /v1/fulfillments/{id}/hold 200": {
  "id": "01a20abb-28d9-751a-9424-f2a54564f758-f1",
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
  "since": "2026-11-23T23:26:07.611Z",
  "dueAt": "2026-11-24T23:26:07.611Z",
  "order": "01a20abb-28d9-751a-9424-f2a54564f758",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:07.576Z"
 },
 "POST /v1/fulfillments/{id}/release 200": {
  "id": "01a20abb-2927-74cb-afdd-fb9f6dfb41aa-f1",
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
  "since": "2026-11-23T23:26:07.702Z",
  "dueAt": "2026-11-24T23:26:07.702Z",
  "order": "01a20abb-2927-74cb-afdd-fb9f6dfb41aa",
  "channel": "web",
  "placedAt": "2026-11-23T23:26:07.653Z"
 },
 "POST /v1/customers 201": {
  "id": "01a20abb-299c-74fd-ac27-68b509ad3bf3",
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
    "at": "2026-11-23T23:26:07.771Z",
    "type": "registered",
    "detail": "by a client"
   }
  ],
  "mergedFrom": [],
  "erased": false
 },
 "PATCH /v1/customers/{id} 200": {
  "id": "01a20abb-29bf-714f-ba70-7594e199a798",
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
    "at": "2026-11-23T23:26:07.806Z",
    "type": "registered",
    "detail": "by a client"
   }
  ],
  "mergedFrom": [],
  "erased": false
 },
 "POST /v1/customers/{id}/merge 200": {
  "mergeId": "01a20abb-2a29-751b-bc3a-18ab40bb300e"
 },
 "POST /v1/customers/{id}/unmerge 200": {
  "mergeId": "01a20abb-2a75-73a9-9b17-8c27c74a7d53"
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
  "issueId": "01a20abb-2af0-71c7-a301-96a8d4e0e3e3",
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
  "id": "gc-01a20abb-2b50-74af-8c14-e993e235a9de",
  "kind": "gift-card",
  "ending": "B88G",
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
  "issuedAt": "2026-11-23T23:26:08.208Z",
  "expiresAt": "2036-11-23T00:00:00.000Z",
  "code": "5P9P-5M4D-NZP5-B88G"
 },
 "POST /v1/partners 201": {
  "id": "01a20abb-2b6d-730c-8a17-172a1aa4bc2d",
  "clientId": "01a20abb-2b6d-730c-8a17-172a1aa4bc2d",
  "clientSecret": "shown only once",
  "secretId": "01a20abb-2b6d-730c-8a17-184f4c2e16bc"
 },
 "PATCH /v1/partners/{id} 200": {
  "id": "01a20abb-2b72-7378-b0f4-749e61205374",
  "clientId": "01a20abb-2b72-7378-b0f4-749e61205374",
  "name": "hearthandhall.example, new shop",
  "scopes": [
   "orders:read"
  ],
  "channels": [
   "web"
  ],
  "createdAt": "2026-11-23T23:26:08.242Z"
 },
 "PATCH /v1/webhooks/{id} 200": {
  "id": "01a20abb-2b7b-75f2-8050-6bfb5f8ceb21",
  "url": "http://127.0.0.1:9/",
  "types": [
   "order.confirmed"
  ],
  "enabled": false,
  "notice": {
   "at": "2026-11-23T23:26:08.256Z",
   "detail": "Disabled by its client.",
   "reason": "by-client"
  },
  "failingSince": null,
  "createdAt": "2026-11-23T23:26:08.251Z"
 },
 "POST /v1/webhooks/{id}/replay 200": {
  "id": "01a20abb-2b83-7780-ae28-5430e2cb93f5",
  "url": "http://127.0.0.1:9/",
  "types": [
   "order.confirmed"
  ],
  "enabled": true,
  "notice": null,
  "failingSince": null,
  "createdAt": "2026-11-23T23:26:08.259Z"
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
  "asOf": "2026-11-23T23:26:05.073Z",
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
    "asOf": "2026-11-23T23:26:05.073Z",
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
    "asOf": "2026-11-23T23:26:07.681Z",
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
    "asOf": "2026-11-23T23:26:07.547Z",
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
    "at": "2026-11-23T23:26:05.073Z",
    "location": "leeds",
    "reason": "return",
    "onHand": 1,
    "unavailable": 0,
    "reserved": 0,
    "reference": "01a20abb-1efc-7098-b80b-5eef670a69a0",
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
    "at": "2026-11-23T23:26:02.875Z",
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
    "asOf": "2026-11-23T23:26:05.073Z"
   },
   {
    "location": "bristol",
    "name": "Bristol, Park Street",
    "distanceKm": 270.3,
    "available": 1,
    "readyAt": "2026-11-24T10:00:00.000Z",
    "asOf": "2026-11-23T23:26:05.073Z"
   }
  ]
 },
 "GET /v1/stock/{sku}/told 200": {
  "sku": "MUG-SAGE",
  "channel": "fairground",
  "at": "2026-11-23T23:26:08.300Z",
  "told": {
   "available": 54,
   "version": 2,
   "stockVersion": 2,
   "at": "2026-11-23T23:26:02.875Z"
  },
  "confirmed": {
   "quantity": 1,
   "version": 1,
   "readAt": "2026-11-01T09:00:01.000Z",
   "ordersUpTo": "2026-11-01T09:00:00.000Z",
   "heardAt": "2026-11-23T23:26:02.962Z"
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
    "id": "transfer-01a20abb-16ea-77cd-91e1-d12aff2e95e7",
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
    "shippedAt": "2026-11-23T23:26:02.998Z"
   },
   {
    "id": "transfer-01a20abb-1710-769b-8dc4-69dc7ce806b6",
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
    "closedAt": "2026-11-23T23:26:03.064Z",
    "shippedAt": "2026-11-23T23:26:03.031Z"
   }
  ],
  "nextCursor": "WyJ0cmFuc2Zlci0wMWEyMGFiYi0xNzEwLTc2OWItOGRjNC02OWRjN2NlODA2YjYiXQ"
 },
 "GET /v1/counts 200": {
  "items": [
   {
    "id": "count-01a20abb-17b8-743c-aad9-053840aedb00",
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
    "openedAt": "2026-11-23T23:26:03.204Z"
   },
   {
    "id": "count-01a20abb-17d7-71df-94d3-49be59925b5b",
    "lines": [],
    "whole": true,
    "status": "open",
    "location": "leeds",
    "openedAt": "2026-11-23T23:26:03.230Z"
   }
  ],
  "nextCursor": "WyJjb3VudC0wMWEyMGFiYi0xN2Q3LTcxZGYtOTRkMy00OWJlNTk5MjViNWIiXQ"
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
    "id": "01a20abb-2927-74cb-afdd-fb9f6dfb41aa",
    "channel": "web",
    "externalId": null,
    "status": "confirmed",
    "attention": null,
    "placedAt": "2026-11-23T23:26:07.653Z",
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
      "id": "01a20abb-2927-74cb-afdd-fb9f6dfb41aa-f1",
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
      "since": "2026-11-23T23:26:07.702Z",
      "dueAt": "2026-11-24T23:26:07.702Z"
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
      "at": "2026-11-23T23:26:07.662Z",
      "type": "order-placed",
      "detail": "placed in web"
     },
     {
      "at": "2026-11-23T23:26:07.702Z",
      "type": "order-confirmed",
      "detail": "the order stands"
     },
     {
      "at": "2026-11-23T23:26:07.728Z",
      "type": "order-changed",
      "detail": "01a20abb-2927-74cb-afdd-fb9f6dfb41aa-f1 is on hold: ask first"
     },
     {
      "at": "2026-11-23T23:26:07.754Z",
      "type": "order-changed",
      "detail": "release: 01a20abb-2927-74cb-afdd-fb9f6dfb41aa-f1 is open"
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
    "id": "01a20abb-28d9-751a-9424-f2a54564f758",
    "channel": "web",
    "externalId": null,
    "status": "confirmed",
    "attention": null,
    "placedAt": "2026-11-23T23:26:07.576Z",
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
      "id": "01a20abb-28d9-751a-9424-f2a54564f758-f1",
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
      "since": "2026-11-23T23:26:07.611Z",
      "dueAt": "2026-11-24T23:26:07.611Z"
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
      "at": "2026-11-23T23:26:07.583Z",
      "type": "order-placed",
      "detail": "placed in web"
     },
     {
      "at": "2026-11-23T23:26:07.611Z",
      "type": "order-confirmed",
      "detail": "the order stands"
     },
     {
      "at": "2026-11-23T23:26:07.636Z",
      "type": "order-changed",
      "detail": "01a20abb-28d9-751a-9424-f2a54564f758-f1 is on hold: the address looks wrong"
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
  "nextCursor": "WyIyMDI2LTExLTIzVDIzOjI2OjA3LjU3NjAwMFoiLCIwMWEyMGFiYi0yOGQ5LTc1MWEtOTQyNC1mMmE1NDU2NGY3NTgiXQ"
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
  "expiresAt": "2026-11-24T11:26:04.757Z"
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
  "expiresAt": "2026-11-24T11:26:04.801Z"
 },
 "GET /v1/fulfillments 200": {
  "items": [
   {
    "id": "01a20abb-1d7c-71c8-af30-b08a32084757-f1",
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
    "since": "2026-11-23T23:26:04.717Z",
    "order": "01a20abb-1d7c-71c8-af30-b08a32084757",
    "channel": "till-leeds",
    "placedAt": "2026-11-01T10:15:00.000Z"
   },
   {
    "id": "01a20abb-196d-7609-8961-fde1a0b82fd4-f1",
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
    "since": "2026-11-23T23:26:03.813Z",
    "dueAt": "2026-11-24T23:26:03.813Z",
    "order": "01a20abb-196d-7609-8961-fde1a0b82fd4",
    "channel": "web",
    "placedAt": "2026-11-23T23:26:03.626Z"
   }
  ],
  "nextCursor": "WyIyMDI2LTExLTIzVDIzOjI2OjAzLjYyNjAwMFoiLCIwMWEyMGFiYi0xOTZkLTc2MDktODk2MS1mZGUxYTBiODJmZDQtZjEiXQ"
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
    "id": "01a20aba-f8c0-711a-a3ab-676e16b12fdc",
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
      "id": "01a20abb-1a56-74fd-a3d0-44127c1c71a7",
      "channel": "web",
      "placedAt": "2026-11-23T23:26:03.860Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20abb-196d-7609-8961-fde1a0b82fd4",
      "channel": "web",
      "placedAt": "2026-11-23T23:26:03.626Z",
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
      "at": "2026-11-23T23:26:03.860Z",
      "type": "order-placed",
      "detail": "01a20abb-1a56-74fd-a3d0-44127c1c71a7 on web"
     },
     {
      "at": "2026-11-23T23:26:03.626Z",
      "type": "order-placed",
      "detail": "01a20abb-196d-7609-8961-fde1a0b82fd4 on web"
     },
     {
      "at": "2026-11-23T23:25:55.262Z",
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
   {
    "id": "mugs-3-for-2",
    "name": "Mugs: three for two",
    "channels": [
     "web",
     "till-leeds",
     "till-bristol",
     "till-glasgow"
    ],
    "conditions": [],
    "effects": [
     {
      "type": "cheapest-free",
      "buy": 2,
      "get": 1,
      "match": {
       "skus": [
        "MUG-SAGE",
        "MUG-CLAY",
        "MUG-INK",
        "MUG-OAT",
        "MUG-RUST",
        "MUG-MOSS",
        "MUG-CHALK",
        "MUG-PLUM",
        "MUG-SLATE",
        "MUG-HONEY",
        "MUG-ROSE",
        "MUG-TEAL",
        "MUG-SAND",
        "MUG-COAL",
        "MUG-MIST"
       ],
       "categories": [
        "kitchen/tableware"
       ]
      }
     }
    ]
   }
  ],
  "nextCursor": "WyJtdWdzLTMtZm9yLTIiXQ"
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
    "id": "01a20abb-2b6d-730c-8a17-172a1aa4bc2d",
    "clientId": "01a20abb-2b6d-730c-8a17-172a1aa4bc2d",
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
    "createdAt": "2026-11-23T23:26:08.238Z"
   },
   {
    "id": "01a20abb-2b72-7378-b0f4-749e61205374",
    "clientId": "01a20abb-2b72-7378-b0f4-749e61205374",
    "name": "hearthandhall.example, new shop",
    "scopes": [
     "orders:read"
    ],
    "channels": [
     "web"
    ],
    "createdAt": "2026-11-23T23:26:08.242Z"
   }
  ],
  "nextCursor": null
 },
 "GET /v1/webhooks 200": {
  "items": [
   {
    "id": "01a20abb-2b7b-75f2-8050-6bfb5f8ceb21",
    "url": "http://127.0.0.1:9/",
    "types": [
     "order.confirmed"
    ],
    "enabled": false,
    "notice": {
     "at": "2026-11-23T23:26:08.256Z",
     "detail": "Disabled by its client.",
     "reason": "by-client"
    },
    "failingSince": null,
    "createdAt": "2026-11-23T23:26:08.251Z"
   },
   {
    "id": "01a20abb-2b83-7780-ae28-5430e2cb93f5",
    "url": "http://127.0.0.1:9/",
    "types": [
     "order.confirmed"
    ],
    "enabled": true,
    "notice": null,
    "failingSince": "2026-11-23T23:26:08.334Z",
    "createdAt": "2026-11-23T23:26:08.259Z"
   }
  ],
  "nextCursor": null
 },
 "GET /v1/audit 200": {
  "items": [
   {
    "position": 1046,
    "hash": "8df40805967338d938ed6de33734bb084c0412a33354212013d3bd28cf9eafc3",
    "previousHash": "ea84f5db7d2870816526092d605d8c567b0a0a6f7e566bce884ac20f81bc6930",
    "action": "gateway.webhook-replayed",
    "actor": {
     "client": "administrator",
     "service": "gateway"
    },
    "at": "2026-11-23T23:26:08.263Z",
    "changes": [
     {
      "after": {
       "from": {}
      },
      "path": ""
     }
    ],
    "subject": {
     "id": "01a20abb-2b83-7780-ae28-5430e2cb93f5",
     "type": "webhook"
    },
    "trace": "790e71f7ce2053850b3bbfd641b10579",
    "version": 2
   },
   {
    "position": 1045,
    "hash": "ea84f5db7d2870816526092d605d8c567b0a0a6f7e566bce884ac20f81bc6930",
    "previousHash": "6f8540a92c56f7cd805880aea44cf4886cbe7a53132be76b5f16e3a45b94c2cd",
    "action": "gateway.webhook-created",
    "actor": {
     "client": "administrator",
     "service": "gateway"
    },
    "at": "2026-11-23T23:26:08.259Z",
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
     "id": "01a20abb-2b83-7780-ae28-5430e2cb93f5",
     "type": "webhook"
    },
    "trace": "e67fefa94785974c7f8ddebc6c90d9b8",
    "version": 1
   }
  ],
  "nextCursor": "WzEwNDVd"
 }
};
