/** What stands above the routes at /docs. */
export const introduction = `The one door to stores, webshop, marketplaces and social channels: one stock, one customer.

**Try it here.** Press *Authorize*, give a client id and its secret, leave all scopes unticked (you get all that the client has), press *Authorize* again. Then open a route, *Try it out*, *Execute*.
On the demo company (\`npm start\`) the id and the secret stand in \`var/credentials.json\`, and the bodies that are filled in work as they are. A guide with code is \`docs/partners.md\`.

**Conventions.** JSON, camelCase, UTC times. Money is \`{"amount":"12.50","currency":"GBP"}\`, a decimal text with exactly the currency's decimals. Ids that we give are opaque. An unknown field is refused, not ignored.

**Scopes.** Each route names the one it needs. A missing scope is 403. A partner acts through its own channels only; what it may not see is 404, as if it were not there.

**Repeating.** Send every POST with an \`Idempotency-Key\` of yours: the same key, route and body answer with the first outcome for 7 days (\`Idempotency-Replayed: true\`), so that you can send again whenever you did not get an answer. PUT is safe to send again as it is.

**Read what you wrote.** A write answers when a read shows it, on every server. Takes it longer than \`Prefer: wait=<seconds>\` (5), or do you ask for \`Prefer: respond-async\`, the answer is 202 with the address of its operation. What was answered 2xx is never lost.

**Versions.** GET and PUT answer with an \`ETag\`; \`If-Match\` on PUT, PATCH and DELETE changes only that version (412 otherwise), \`If-None-Match: *\` only creates.

**Lists.** \`?limit=\` (50, at most 200) and \`?cursor=\` with the \`nextCursor\` of the page before; null is the end. Stable while others write.

**Errors** are \`application/problem+json\` (RFC 9457). Decide by the last segment of \`type\`, show \`title\` and \`detail\`, look into \`errors\` for every wrong field by JSON Pointer. 429 and 503 carry \`Retry-After\`. Quote \`X-Request-Id\` when you ask for help.`;

/** In the order in which a partner meets them. Routes are shown under them in this order. */
export const tags: ReadonlyArray<{ readonly name: string; readonly description: string }> = [
  { name: 'Tokens', description: 'Begin here: a client id and a secret become a token for 15 minutes.' },
  { name: 'Catalogue', description: 'What is sold: products by SKU, and what differs on one channel.' },
  { name: 'Stock', description: 'How much there is, where, and what each channel can sell of it now. Movements book what has happened.' },
  { name: 'Quotes', description: 'What an order would cost, to the penny, and which promotions made it so.' },
  { name: 'Holds', description: 'Units kept for somebody who has not ordered yet; the order that names the hold takes them over.' },
  { name: 'Orders', description: 'Place, read and cancel. One answer says whether the goods are promised and the price stands.' },
  { name: 'Tills', description: 'Tills that go on selling without a network: signed sales in the order of the device, handed in when the network is back, and units and uses of coupons on lease that nobody else can have meanwhile.' },
  { name: 'Returns', description: 'Goods that come back: of any channel\'s order, at any location that takes returns.' },
  { name: 'Fulfillments', description: 'The work of a location: accept, pick, pack, and ship or hand over.' },
  { name: 'Customers', description: 'One person across every channel: found by strong keys, merged, unmerged, exported, erased.' },
  { name: 'Promotions', description: 'Rules that lower what is paid.' },
  { name: 'Gift cards', description: 'Money that whoever has the code can spend; a way to pay, not a discount.' },
  { name: 'Payments', description: 'What payment providers have to say. For them alone: they sign what they send.' },
  { name: 'Coupons', description: 'Codes that switch a promotion on.' },
  { name: 'Rates', description: 'Tax and shipping.' },
  { name: 'Events', description: 'What happens, as it happens: a stream that resumes, and webhooks signed by Standard Webhooks.' },
  { name: 'Imports', description: 'Whole files in and out, row by row; a bad row is refused alone.' },
  { name: 'Operations', description: 'What became of a write that was answered 202.' },
  { name: 'Locations and channels', description: 'Who may sell what lies where.' },
  { name: 'Partners', description: 'Who may call, with which scopes and channels.' },
  { name: 'Audit', description: 'Who changed what, from what, to what.' },
  { name: 'System', description: 'Health, metrics, this document.' },
];
