/* eslint-disable max-lines -- Answers of the demo company to the examples, recorded by RECORD=write on apps/e2e/test/partners.int.spec.ts. Do not edit. */
export const answers: Readonly<Record<string, unknown>> = {
 "PUT /v1/products/{sku} 200": {
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
 "PATCH /v1/products/{sku} 200": {
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
 "POST /v1/products/batch 200": {
  "items": [
   {
    "sku": "LANTERN-BRASS",
    "status": 200
   },
   {
    "sku": "LANTERN-TIN",
    "status": 200
   }
  ]
 },
 "PUT /v1/products/{sku}/channels/{channelId} 200": {
  "price": {
   "amount": "12.90",
   "currency": "GBP"
  },
  "reason": "pays the fee of the marketplace"
 },
 "PUT /v1/locations/{id} 200": {
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
 "PUT /v1/channels/{id} 200": {
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
 "POST /v1/stock/movements 201": {
  "id": "01a2082f-77e6-710d-80c7-7a627464af32",
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
 "POST /v1/quotes 200": {
  "channel": "till-leeds",
  "lines": [
   {
    "sku": "MUG-CLAY",
    "quantity": 3,
    "unitPrice": {
     "amount": "11.50",
     "currency": "GBP"
    },
    "discounts": [
     {
      "promotion": "mugs-3-for-2",
      "label": "Mugs: three for two",
      "amount": {
       "amount": "11.50",
       "currency": "GBP"
      }
     }
    ],
    "total": {
     "amount": "23.00",
     "currency": "GBP"
    },
    "taxRate": "20",
    "tax": {
     "amount": "3.83",
     "currency": "GBP"
    }
   }
  ],
  "totals": {
   "items": {
    "amount": "34.50",
    "currency": "GBP"
   },
   "discount": {
    "amount": "11.50",
    "currency": "GBP"
   },
   "shipping": {
    "amount": "0.00",
    "currency": "GBP"
   },
   "tax": {
    "amount": "3.83",
    "currency": "GBP"
   },
   "grand": {
    "amount": "23.00",
    "currency": "GBP"
   }
  },
  "shippingDiscounts": [],
  "taxes": [
   {
    "label": "standard GB 20 %",
    "rate": "20",
    "amount": {
     "amount": "3.83",
     "currency": "GBP"
    }
   }
  ],
  "explanation": [
   {
    "promotion": "lamps",
    "name": "Five pounds",
    "applied": false,
    "reason": "the goods do not reach the minimum basket"
   },
   {
    "promotion": "mugs-3-for-2",
    "name": "Mugs: three for two",
    "applied": true,
    "reason": "its conditions hold",
    "amount": {
     "amount": "11.50",
     "currency": "GBP"
    }
   },
   {
    "promotion": "mugs-3-for-2",
    "name": "Mugs: three for two",
    "applied": true,
    "reason": "lowers this line",
    "line": "1",
    "amount": {
     "amount": "11.50",
     "currency": "GBP"
    }
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
  "id": "01a2082f-7923-700e-98dd-063e6ffbd7b2",
  "channel": "web",
  "externalId": null,
  "status": "confirmed",
  "attention": null,
  "placedAt": "2026-11-23T11:34:18.648Z",
  "customer": {
   "id": "01a20825-44c9-71bb-a680-74eb72a9d690"
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
    "id": "01a2082f-7923-700e-98dd-063e6ffbd7b2-f1",
    "location": "derby",
    "method": "ship",
    "status": "open",
    "lines": [
     {
      "lineId": "1",
      "sku": "LAMP-SAGE",
      "quantity": 1
     }
    ]
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
    "at": "2026-11-23T11:34:18.678Z",
    "type": "order-placed",
    "detail": "placed in web"
   },
   {
    "at": "2026-11-23T11:34:18.904Z",
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
  "id": "01a2082f-7ecc-755e-95ac-eabdb4368be5",
  "channel": "web",
  "externalId": null,
  "status": "cancelled",
  "attention": null,
  "placedAt": "2026-11-23T11:34:20.100Z",
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
    "id": "01a2082f-7ecc-755e-95ac-eabdb4368be5-f1",
    "location": "derby",
    "method": "ship",
    "status": "cancelled",
    "lines": [
     {
      "lineId": "1",
      "sku": "LAMP-SAGE",
      "quantity": 1
     }
    ]
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
    "at": "2026-11-23T11:34:20.150Z",
    "type": "order-placed",
    "detail": "placed in web"
   },
   {
    "at": "2026-11-23T11:34:20.241Z",
    "type": "order-confirmed",
    "detail": "the order stands"
   },
   {
    "at": "2026-11-23T11:34:20.440Z",
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
 "POST /v1/orders/{id}/returns 201": {
  "id": "01a2082f-83ef-70ee-971d-15983b206973",
  "order": "01a2082f-8319-70e9-be84-952b2c6faeb0",
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T11:34:21.416Z",
  "customer": null,
  "reason": null,
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
  "id": "01a2082f-86cb-70e3-9883-33f461aea587",
  "order": null,
  "channel": "till-leeds",
  "externalId": null,
  "location": "leeds",
  "returnedAt": "2026-11-23T11:34:22.145Z",
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
 "POST /v1/fulfillments/{id}/accept 200": {
  "id": "01a2082f-875a-703b-b792-5447987a71a3-f1",
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
  "order": "01a2082f-875a-703b-b792-5447987a71a3",
  "channel": "web",
  "placedAt": "2026-11-23T11:34:22.287Z"
 },
 "POST /v1/fulfillments/{id}/reject 200": {
  "id": "01a2082f-88aa-729c-b2a0-e41cf9365857-f1",
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
  "order": "01a2082f-88aa-729c-b2a0-e41cf9365857",
  "channel": "web",
  "placedAt": "2026-11-23T11:34:22.624Z"
 },
 "POST /v1/fulfillments/{id}/pick 200": {
  "id": "01a2082f-8a3f-743e-a9f4-5d6294fc6296-f1",
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
  "order": "01a2082f-8a3f-743e-a9f4-5d6294fc6296",
  "channel": "web",
  "placedAt": "2026-11-23T11:34:23.027Z"
 },
 "POST /v1/fulfillments/{id}/pack 200": {
  "id": "01a2082f-8bec-7740-a966-59be237d89b9-f1",
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
  "order": "01a2082f-8bec-7740-a966-59be237d89b9",
  "channel": "web",
  "placedAt": "2026-11-23T11:34:23.454Z"
 },
 "POST /v1/fulfillments/{id}/ship 200": {
  "id": "01a2082f-8de7-7636-9bac-42849383f6a7-f1",
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
  "order": "01a2082f-8de7-7636-9bac-42849383f6a7",
  "channel": "web",
  "placedAt": "2026-11-23T11:34:23.973Z"
 },
 "POST /v1/fulfillments/{id}/ready 200": {
  "collectCode": "368573"
 },
 "POST /v1/fulfillments/{id}/collect 200": {
  "id": "01a2082f-9217-73bb-8b3e-03b74933c14c-f1",
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
  "order": "01a2082f-9217-73bb-8b3e-03b74933c14c",
  "channel": "web",
  "placedAt": "2026-11-23T11:34:25.042Z"
 },
 "POST /v1/customers 200": {
  "id": "01a2082d-0653-7388-b0b5-718735ff1a66",
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
    "at": "2026-11-23T11:31:38.194Z",
    "type": "registered",
    "detail": "by a client"
   }
  ],
  "mergedFrom": [],
  "erased": false
 },
 "PATCH /v1/customers/{id} 200": {
  "id": "01a2082f-95c0-7419-863d-588728c3f690",
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
    "at": "2026-11-23T11:34:25.983Z",
    "type": "registered",
    "detail": "by a client"
   }
  ],
  "mergedFrom": [],
  "erased": false
 },
 "POST /v1/customers/{id}/merge 200": {
  "mergeId": "01a2082f-96ec-736e-80ae-1f07819c2a35"
 },
 "POST /v1/customers/{id}/unmerge 200": {
  "mergeId": "01a2082f-97a1-764e-be5e-8856e2e4f0a4"
 },
 "PUT /v1/promotions/{id} 200": {
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
  "issueId": "01a2082f-98e5-75ce-ae13-ee7e0aea4bcc",
  "promotion": "welcome10",
  "count": 100
 },
 "PUT /v1/tax-rates/{id} 200": {
  "id": "gb-energy",
  "category": "energy",
  "country": "GB",
  "rate": "5"
 },
 "PUT /v1/shipping-rates/{id} 200": {
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
 "POST /v1/partners 201": {
  "id": "01a2082f-9a11-77dc-a209-2d56b36452b6",
  "clientId": "01a2082f-9a11-77dc-a209-2d56b36452b6",
  "clientSecret": "shown only once",
  "secretId": "01a2082f-9a11-77dc-a209-31386699d761"
 },
 "PATCH /v1/partners/{id} 200": {
  "id": "01a2082f-9a35-76aa-8a03-4185a763b447",
  "clientId": "01a2082f-9a35-76aa-8a03-4185a763b447",
  "name": "hearthandhall.example, new shop",
  "scopes": [
   "orders:read"
  ],
  "channels": [
   "web"
  ],
  "createdAt": "2026-11-23T11:34:27.125Z"
 },
 "PATCH /v1/webhooks/{id} 200": {
  "id": "01a2082f-9a65-7260-a812-3a24e7b696f1",
  "url": "http://127.0.0.1:9/",
  "types": [
   "order.confirmed"
  ],
  "enabled": false,
  "notice": {
   "at": "2026-11-23T11:34:27.190Z",
   "detail": "Disabled by its client.",
   "reason": "by-client"
  },
  "failingSince": null,
  "createdAt": "2026-11-23T11:34:27.179Z"
 },
 "POST /v1/webhooks/{id}/replay 200": {
  "id": "01a2082f-9a80-74bb-a594-1b676908c4db",
  "url": "http://127.0.0.1:9/",
  "types": [
   "order.confirmed"
  ],
  "enabled": true,
  "notice": null,
  "failingSince": null,
  "createdAt": "2026-11-23T11:34:27.206Z"
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
 "GET /v1/stock/{sku} 200": {
  "sku": "MUG-SAGE",
  "byChannel": [
   {
    "channel": "fairground",
    "available": 78
   },
   {
    "channel": "phone",
    "available": 83
   },
   {
    "channel": "social",
    "available": 78
   },
   {
    "channel": "till-bristol",
    "available": 81
   },
   {
    "channel": "till-glasgow",
    "available": 82
   },
   {
    "channel": "till-leeds",
    "available": 80
   },
   {
    "channel": "till-leeds-upstairs",
    "available": 80
   },
   {
    "channel": "web",
    "available": 83
   }
  ],
  "version": 5,
  "asOf": "2026-11-23T11:34:22.190Z",
  "onHand": 87,
  "unavailable": 0,
  "reserved": 0,
  "available": 83,
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
    "onHand": 80,
    "unavailable": 0,
    "reserved": 0,
    "safetyStock": 0,
    "available": 80
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
    "onHand": 2,
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
      "available": 78
     },
     {
      "channel": "phone",
      "available": 83
     },
     {
      "channel": "social",
      "available": 78
     },
     {
      "channel": "till-bristol",
      "available": 81
     },
     {
      "channel": "till-glasgow",
      "available": 82
     },
     {
      "channel": "till-leeds",
      "available": 80
     },
     {
      "channel": "till-leeds-upstairs",
      "available": 80
     },
     {
      "channel": "web",
      "available": 83
     }
    ],
    "version": 5,
    "asOf": "2026-11-23T11:34:22.190Z",
    "onHand": 87,
    "unavailable": 0,
    "reserved": 0,
    "available": 83,
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
      "onHand": 80,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 0,
      "available": 80
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
      "onHand": 2,
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
      "available": 50
     },
     {
      "channel": "phone",
      "available": 76
     },
     {
      "channel": "social",
      "available": 64
     },
     {
      "channel": "till-bristol",
      "available": 58
     },
     {
      "channel": "till-glasgow",
      "available": 56
     },
     {
      "channel": "till-leeds",
      "available": 66
     },
     {
      "channel": "till-leeds-upstairs",
      "available": 66
     },
     {
      "channel": "web",
      "available": 76
     }
    ],
    "version": 7,
    "asOf": "2026-11-23T11:34:19.614Z",
    "onHand": 82,
    "unavailable": 2,
    "reserved": 0,
    "available": 76,
    "byLocation": [
     {
      "location": "bristol",
      "onHand": 7,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 1,
      "available": 6
     },
     {
      "location": "derby",
      "onHand": 52,
      "unavailable": 0,
      "reserved": 0,
      "safetyStock": 0,
      "available": 52
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
      "onHand": 18,
      "unavailable": 2,
      "reserved": 0,
      "safetyStock": 2,
      "available": 14
     }
    ]
   },
   {
    "sku": "LAMP-SAGE",
    "byChannel": [
     {
      "channel": "fairground",
      "available": 92
     },
     {
      "channel": "phone",
      "available": 141
     },
     {
      "channel": "social",
      "available": 106
     },
     {
      "channel": "till-bristol",
      "available": 115
     },
     {
      "channel": "till-glasgow",
      "available": 106
     },
     {
      "channel": "till-leeds",
      "available": 108
     },
     {
      "channel": "till-leeds-upstairs",
      "available": 108
     },
     {
      "channel": "web",
      "available": 141
     }
    ],
    "version": 53,
    "asOf": "2026-11-23T11:34:25.837Z",
    "onHand": 171,
    "unavailable": 2,
    "reserved": 24,
    "available": 141,
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
      "onHand": 106,
      "unavailable": 0,
      "reserved": 12,
      "safetyStock": 0,
      "available": 94
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
      "onHand": 30,
      "unavailable": 2,
      "reserved": 12,
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
    "version": 5,
    "at": "2026-11-23T11:34:22.190Z",
    "onHand": 1,
    "reason": "return",
    "location": "leeds",
    "reserved": 0,
    "reference": "01a2082f-86cb-70e3-9883-33f461aea587",
    "unavailable": 0,
    "from": "outside",
    "to": "sellable",
    "quantity": 1,
    "actor": {
     "service": "orders",
     "client": "admin"
    }
   },
   {
    "version": 4,
    "at": "2026-11-23T11:34:18.359Z",
    "onHand": 24,
    "reason": "receipt",
    "location": "derby",
    "reserved": 0,
    "reference": "delivery note 4711",
    "unavailable": 0,
    "from": "outside",
    "to": "sellable",
    "quantity": 24,
    "actor": {
     "service": "gateway",
     "client": "admin"
    }
   }
  ],
  "nextCursor": "WzQsMF0"
 },
 "GET /v1/availability 200": {
  "items": [
   {
    "location": "leeds",
    "name": "Leeds, Victoria Quarter",
    "distanceKm": 0.6,
    "available": 0,
    "readyAt": "2026-11-23T12:34:00.000Z",
    "asOf": "2026-11-23T11:34:22.190Z"
   },
   {
    "location": "bristol",
    "name": "Bristol, Park Street",
    "distanceKm": 270.3,
    "available": 1,
    "readyAt": "2026-11-23T12:34:00.000Z",
    "asOf": "2026-11-23T11:34:22.190Z"
   }
  ]
 },
 "GET /v1/orders 200": {
  "items": [
   {
    "id": "01a2082f-9217-73bb-8b3e-03b74933c14c",
    "channel": "web",
    "externalId": null,
    "status": "fulfilled",
    "attention": null,
    "placedAt": "2026-11-23T11:34:25.042Z",
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
       "shipped": 1,
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
      "id": "01a2082f-9217-73bb-8b3e-03b74933c14c-f1",
      "location": "leeds",
      "method": "pickup",
      "status": "collected",
      "lines": [
       {
        "lineId": "1",
        "sku": "LAMP-SAGE",
        "quantity": 1
       }
      ]
     }
    ],
    "payments": [
     {
      "method": "invoice",
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
      "at": "2026-11-23T11:34:25.067Z",
      "type": "order-placed",
      "detail": "placed in web"
     },
     {
      "at": "2026-11-23T11:34:25.164Z",
      "type": "order-confirmed",
      "detail": "the order stands"
     },
     {
      "at": "2026-11-23T11:34:25.277Z",
      "type": "order-changed",
      "detail": "accept: 01a2082f-9217-73bb-8b3e-03b74933c14c-f1 is accepted"
     },
     {
      "at": "2026-11-23T11:34:25.359Z",
      "type": "order-changed",
      "detail": "pick: 01a2082f-9217-73bb-8b3e-03b74933c14c-f1 is picking"
     },
     {
      "at": "2026-11-23T11:34:25.659Z",
      "type": "order-changed",
      "detail": "pack: 01a2082f-9217-73bb-8b3e-03b74933c14c-f1 is packed"
     },
     {
      "at": "2026-11-23T11:34:25.740Z",
      "type": "order-changed",
      "detail": "ready: 01a2082f-9217-73bb-8b3e-03b74933c14c-f1 is ready"
     },
     {
      "at": "2026-11-23T11:34:25.861Z",
      "type": "order-changed",
      "detail": "01a2082f-9217-73bb-8b3e-03b74933c14c-f1 is collected"
     }
    ],
    "sourcing": {
     "chosen": [
      "leeds"
     ],
     "candidates": [
      {
       "locations": [
        "leeds"
       ],
       "cost": "0"
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
    "id": "01a2082f-8fd8-70cb-8781-73d52cdc97cc",
    "channel": "web",
    "externalId": null,
    "status": "confirmed",
    "attention": null,
    "placedAt": "2026-11-23T11:34:24.467Z",
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
      "id": "01a2082f-8fd8-70cb-8781-73d52cdc97cc-f1",
      "location": "leeds",
      "method": "pickup",
      "status": "ready",
      "lines": [
       {
        "lineId": "1",
        "sku": "LAMP-SAGE",
        "quantity": 1
       }
      ]
     }
    ],
    "payments": [
     {
      "method": "invoice",
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
      "at": "2026-11-23T11:34:24.490Z",
      "type": "order-placed",
      "detail": "placed in web"
     },
     {
      "at": "2026-11-23T11:34:24.571Z",
      "type": "order-confirmed",
      "detail": "the order stands"
     },
     {
      "at": "2026-11-23T11:34:24.682Z",
      "type": "order-changed",
      "detail": "accept: 01a2082f-8fd8-70cb-8781-73d52cdc97cc-f1 is accepted"
     },
     {
      "at": "2026-11-23T11:34:24.781Z",
      "type": "order-changed",
      "detail": "pick: 01a2082f-8fd8-70cb-8781-73d52cdc97cc-f1 is picking"
     },
     {
      "at": "2026-11-23T11:34:24.860Z",
      "type": "order-changed",
      "detail": "pack: 01a2082f-8fd8-70cb-8781-73d52cdc97cc-f1 is packed"
     },
     {
      "at": "2026-11-23T11:34:24.978Z",
      "type": "order-changed",
      "detail": "ready: 01a2082f-8fd8-70cb-8781-73d52cdc97cc-f1 is ready"
     }
    ],
    "sourcing": {
     "chosen": [
      "leeds"
     ],
     "candidates": [
      {
       "locations": [
        "leeds"
       ],
       "cost": "0"
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
  "nextCursor": "WyIyMDI2LTExLTIzVDExOjM0OjI0LjQ2NzAwMFoiLCIwMWEyMDgyZi04ZmQ4LTcwY2ItODc4MS03M2Q1MmNkYzk3Y2MiXQ"
 },
 "GET /v1/fulfillments 200": {
  "items": [
   {
    "id": "01a20826-2ea4-7319-b820-7c20c33ecfc0-f1",
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
    "order": "01a20826-2ea4-7319-b820-7c20c33ecfc0",
    "channel": "web",
    "placedAt": "2026-11-23T11:24:09.757Z"
   },
   {
    "id": "01a20826-3151-71cb-9f92-cf27c86f42f3-f1",
    "location": "leeds",
    "method": "pickup",
    "status": "open",
    "lines": [
     {
      "lineId": "1",
      "sku": "LAMP-SAGE",
      "quantity": 1
     }
    ],
    "order": "01a20826-3151-71cb-9f92-cf27c86f42f3",
    "channel": "web",
    "placedAt": "2026-11-23T11:24:10.446Z"
   }
  ],
  "nextCursor": "WyIyMDI2LTExLTIzVDExOjI0OjEwLjQ0NjAwMFoiLCIwMWEyMDgyNi0zMTUxLTcxY2ItOWY5Mi1jZjI3Yzg2ZjQyZjMtZjEiXQ"
 },
 "GET /v1/customers 200": {
  "items": [
   {
    "id": "01a20825-44c9-71bb-a680-74eb72a9d690",
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
     "count": 10,
     "revenue": {
      "amount": "511.80",
      "currency": "GBP"
     },
     "returned": {
      "amount": "0.00",
      "currency": "GBP"
     },
     "byChannel": [
      {
       "channel": "web",
       "count": 10,
       "revenue": {
        "amount": "511.80",
        "currency": "GBP"
       }
      }
     ]
    },
    "recentOrders": [
     {
      "id": "01a2082f-7a64-767c-a2bf-b1a3c63aeb41",
      "channel": "web",
      "placedAt": "2026-11-23T11:34:18.976Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     },
     {
      "id": "01a2082f-7923-700e-98dd-063e6ffbd7b2",
      "channel": "web",
      "placedAt": "2026-11-23T11:34:18.648Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     },
     {
      "id": "01a2082c-e588-7109-9284-78a073b576f4",
      "channel": "web",
      "placedAt": "2026-11-23T11:31:29.788Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     },
     {
      "id": "01a2082c-e2d4-7285-a0ea-5e859a03c5a3",
      "channel": "web",
      "placedAt": "2026-11-23T11:31:29.094Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     },
     {
      "id": "01a2082a-f39e-71e8-8ea3-e206705f0a39",
      "channel": "web",
      "placedAt": "2026-11-23T11:29:22.283Z",
      "status": "confirmed",
      "grand": {
       "amount": "74.00",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20827-60f3-724a-a708-2365de7f7e03",
      "channel": "web",
      "placedAt": "2026-11-23T11:25:28.172Z",
      "status": "confirmed",
      "grand": {
       "amount": "16.95",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20827-5fd5-7019-80fe-b73b3479a940",
      "channel": "web",
      "placedAt": "2026-11-23T11:25:27.887Z",
      "status": "confirmed",
      "grand": {
       "amount": "16.95",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20827-5e6e-7208-a183-94789edc3a20",
      "channel": "web",
      "placedAt": "2026-11-23T11:25:27.522Z",
      "status": "confirmed",
      "grand": {
       "amount": "16.95",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20827-5c42-7489-8ef1-32fab52f909a",
      "channel": "web",
      "placedAt": "2026-11-23T11:25:26.969Z",
      "status": "confirmed",
      "grand": {
       "amount": "16.95",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20827-5b2e-70c7-80bb-c59e70efed68",
      "channel": "web",
      "placedAt": "2026-11-23T11:25:26.696Z",
      "status": "cancelled",
      "grand": {
       "amount": "16.95",
       "currency": "GBP"
      }
     },
     {
      "id": "01a20826-2ea4-7319-b820-7c20c33ecfc0",
      "channel": "web",
      "placedAt": "2026-11-23T11:24:09.757Z",
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
      "at": "2026-11-23T11:34:18.976Z",
      "type": "order-placed",
      "detail": "01a2082f-7a64-767c-a2bf-b1a3c63aeb41 on web"
     },
     {
      "at": "2026-11-23T11:34:18.648Z",
      "type": "order-placed",
      "detail": "01a2082f-7923-700e-98dd-063e6ffbd7b2 on web"
     },
     {
      "at": "2026-11-23T11:31:29.788Z",
      "type": "order-placed",
      "detail": "01a2082c-e588-7109-9284-78a073b576f4 on web"
     },
     {
      "at": "2026-11-23T11:31:29.094Z",
      "type": "order-placed",
      "detail": "01a2082c-e2d4-7285-a0ea-5e859a03c5a3 on web"
     },
     {
      "at": "2026-11-23T11:29:22.283Z",
      "type": "order-placed",
      "detail": "01a2082a-f39e-71e8-8ea3-e206705f0a39 on web"
     },
     {
      "at": "2026-11-23T11:25:28.172Z",
      "type": "order-placed",
      "detail": "01a20827-60f3-724a-a708-2365de7f7e03 on web"
     },
     {
      "at": "2026-11-23T11:25:27.887Z",
      "type": "order-placed",
      "detail": "01a20827-5fd5-7019-80fe-b73b3479a940 on web"
     },
     {
      "at": "2026-11-23T11:25:27.522Z",
      "type": "order-placed",
      "detail": "01a20827-5e6e-7208-a183-94789edc3a20 on web"
     },
     {
      "at": "2026-11-23T11:25:26.969Z",
      "type": "order-placed",
      "detail": "01a20827-5c42-7489-8ef1-32fab52f909a on web"
     },
     {
      "at": "2026-11-23T11:25:26.696Z",
      "type": "order-placed",
      "detail": "01a20827-5b2e-70c7-80bb-c59e70efed68 on web"
     },
     {
      "at": "2026-11-23T11:24:09.757Z",
      "type": "order-placed",
      "detail": "01a20826-2ea4-7319-b820-7c20c33ecfc0 on web"
     },
     {
      "at": "2026-11-23T11:23:09.885Z",
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
  "items": [
   {
    "id": "01a20827-57f2-7527-8514-bdf7313af2d4",
    "kind": "products",
    "status": "done",
    "dryRun": false,
    "rows": 3,
    "accepted": 2,
    "rejected": 1,
    "unchanged": 0,
    "filename": "products.csv",
    "createdAt": "2026-11-23T11:25:25.876Z",
    "endedAt": "2026-11-23T11:25:26.371Z",
    "progress": {
     "bytes": 278,
     "totalBytes": 278,
     "percent": 100,
     "rowsPerSecond": 6
    }
   },
   {
    "id": "01a20827-43de-720d-92e4-444ed0189a91",
    "kind": "products",
    "status": "done",
    "dryRun": false,
    "rows": 2,
    "accepted": 1,
    "rejected": 1,
    "unchanged": 0,
    "filename": "import.csv",
    "createdAt": "2026-11-23T11:25:20.734Z",
    "endedAt": "2026-11-23T11:25:22.244Z",
    "progress": {
     "bytes": 107,
     "totalBytes": 107,
     "percent": 100,
     "rowsPerSecond": 1
    }
   }
  ],
  "nextCursor": null
 },
 "GET /v1/partners 200": {
  "items": [
   {
    "id": "01a20826-2d20-757d-9af8-4ec8b8ae4ce1",
    "clientId": "01a20826-2d20-757d-9af8-4ec8b8ae4ce1",
    "name": "My webshop",
    "scopes": [
     "catalog:read",
     "catalog:write",
     "stock:read",
     "orders:read",
     "orders:write",
     "events:read",
     "imports:write"
    ],
    "channels": [
     "web"
    ],
    "createdAt": "2026-11-23T11:24:09.376Z"
   },
   {
    "id": "01a20827-5480-7769-8c36-acb523cce767",
    "clientId": "01a20827-5480-7769-8c36-acb523cce767",
    "name": "Candles",
    "scopes": [
     "catalog:read",
     "catalog:write",
     "stock:read",
     "stock:write",
     "orders:read",
     "orders:write",
     "events:read",
     "imports:write"
    ],
    "channels": [
     "web"
    ],
    "createdAt": "2026-11-23T11:25:24.992Z"
   }
  ],
  "nextCursor": "WyIwMWEyMDgyNy01NDgwLTc3NjktOGMzNi1hY2I1MjNjY2U3NjciXQ"
 },
 "GET /v1/webhooks 200": {
  "items": [
   {
    "id": "01a2082d-0daf-70b8-b196-4e06670589c9",
    "url": "http://127.0.0.1:9/",
    "types": [
     "order.confirmed"
    ],
    "enabled": false,
    "notice": {
     "at": "2026-11-23T11:31:40.105Z",
     "detail": "Disabled by its client.",
     "reason": "by-client"
    },
    "failingSince": null,
    "createdAt": "2026-11-23T11:31:40.083Z"
   },
   {
    "id": "01a2082d-0dde-70e8-bf9f-0b9aeca53739",
    "url": "http://127.0.0.1:9/",
    "types": [
     "order.confirmed"
    ],
    "enabled": true,
    "notice": null,
    "failingSince": "2026-11-23T11:31:40.283Z",
    "createdAt": "2026-11-23T11:31:40.127Z"
   }
  ],
  "nextCursor": "WyIwMWEyMDgyZC0wZGRlLTcwZTgtYmY5Zi0wYjlhZWNhNTM3MzkiXQ"
 },
 "GET /v1/audit 200": {
  "items": [
   {
    "position": 1220,
    "hash": "25018e573370426f1295da3d88c366ba6fa0777709cea5bf3ff2740358fd1d0f",
    "previousHash": "136711001c2a12a4c22cdc80999d0a8dd1e20e9fbf73553996c91bf442245d5c",
    "action": "gateway.webhook-replayed",
    "actor": {
     "client": "administrator",
     "service": "gateway"
    },
    "at": "2026-11-23T11:34:27.231Z",
    "changes": [
     {
      "after": {
       "from": {}
      },
      "path": ""
     }
    ],
    "subject": {
     "id": "01a2082f-9a80-74bb-a594-1b676908c4db",
     "type": "webhook"
    },
    "trace": "55b858e3a9a5817420da8d8ffb7c63ec",
    "version": 2
   },
   {
    "position": 1219,
    "hash": "136711001c2a12a4c22cdc80999d0a8dd1e20e9fbf73553996c91bf442245d5c",
    "previousHash": "b346d2a7df93e0ee7beddd9bc3e5840ed06d5906105691fcb028e54aa043a38d",
    "action": "gateway.webhook-created",
    "actor": {
     "client": "administrator",
     "service": "gateway"
    },
    "at": "2026-11-23T11:34:27.206Z",
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
     "id": "01a2082f-9a80-74bb-a594-1b676908c4db",
     "type": "webhook"
    },
    "trace": "2faa494c97dca5c478ab0df247a4ada9",
    "version": 1
   }
  ],
  "nextCursor": "WzEyMTld"
 }
};
