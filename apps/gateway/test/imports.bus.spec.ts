import { waitFor } from '@onefront/testing';
import { sweep } from '../src/intake/imports/start-imports.js';
import { verifyGateway } from '../src/verify.js';
import { row, workbook } from './support/workbook.js';
import { request, shop, startGateways, tokenOf, type Called, type Gateways } from './support/gateways.js';

const HEADER = 'sku,name,price.amount,price.currency,categories,attributes';
const good = (index: number, name = `Lamp ${index}`) => `IMP-${index},${name},${10 + (index % 90)}.00,GBP,home|lighting,"{""colour"":""brass""}"`;
/** Wrong each in another way: price, currency, name, SKU, number of cells. */
const BROKEN = ['BAD-1,Lamp,1.5,GBP,,', 'BAD-2,Lamp,1.50,XXQ,,', 'BAD-3,,1.50,GBP,,', 'bad/4,Lamp,1.50,GBP,,', 'BAD-5,Lamp'];

describe('imports', () => {
  let gateways: Gateways;
  beforeAll(async () => {
    gateways = await startGateways(2);
    await shop(gateways);
  }, 120_000);
  afterAll(() => gateways?.close());

  const send = (kind: string, content: string | Buffer, { name = 'file.csv', mapping, headers = {}, token = gateways.token, dryRun }: { name?: string; mapping?: object; dryRun?: boolean; headers?: Record<string, string>; token?: string } = {}): Promise<Called> => {
    const form = new FormData();
    // The fields behind the file: their order is nobody's business.
    form.append('file', new Blob([content]), name);
    form.append('kind', kind);
    if (mapping) form.append('mapping', JSON.stringify(mapping));
    if (dryRun !== undefined) form.append('dryRun', String(dryRun));
    return post(form, headers, token);
  };
  const post = async (form: FormData | string, headers: Record<string, string>, token: string): Promise<Called> => {
    const response = await fetch(`${gateways.bases[0]}/v1/imports`, { method: 'POST', headers: { authorization: `Bearer ${token}`, ...headers }, body: form });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
  };
  const ended = (id: string) => waitFor(async () => {
    const { body } = await gateways.call(`/v1/imports/${id}`, { on: 1 });
    return body.status === 'running' ? undefined : body;
  }, { timeoutMs: 90_000, intervalMs: 100, what: `the end of import ${id}` });
  const imported = async (...args: Parameters<typeof send>) => {
    const answer = await send(...args);
    if (answer.status !== 202) throw new Error(answer.text);
    return ended(answer.body.id);
  };
  const flying = async () => Number((await gateways.running[0]!.parts.database.pool.query(`select count(*) from import_row where state = 'in-flight'`)).rows[0].count);

  it('takes 800 products, refuses five broken rows alone, and finds nothing new the second time; others are served meanwhile', async () => {
    const lines = Array.from({ length: 795 }, (_, index) => good(index + 1));
    BROKEN.forEach((line, index) => lines.splice(150 * (index + 1), 0, line));
    const file = [HEADER, ...lines].join('\r\n');
    const started = await send('products', file);
    expect([started.status, started.headers.get('location')]).toEqual([202, `/v1/imports/${started.body.id}`]);
    const most: number[] = [];
    let done = false;
    const interactive = (async () => {
      for (let index = 0; !done && index < 60; index += 1) {
        const { status } = await gateways.call(`/v1/products/HAND-${index}`, { method: 'PUT', body: { name: 'By hand', price: { amount: '1.00', currency: 'GBP' } } });
        expect(status).toBe(201);
        most.push(await flying());
      }
    })();
    const first = await ended(started.body.id);
    done = true;
    await interactive;
    expect(first).toMatchObject({ kind: 'products', status: 'done', rows: 800, accepted: 795, rejected: 5, unchanged: 0 });
    expect(first.errors.map((error: { row: number; path: string }) => [error.row, error.path])).toEqual([[151, '/price/amount'], [301, '/price/currency'], [451, '/name'], [601, '/sku'], [751, '']]);
    expect(Math.max(...most)).toBeLessThanOrEqual(1000);
    const pages = [await gateways.call(`/v1/imports/${started.body.id}/errors?limit=3`)];
    pages.push(await gateways.call(`/v1/imports/${started.body.id}/errors?limit=3&cursor=${pages[0]!.body.nextCursor}`));
    expect([pages.flatMap((page) => page.body.items), pages[1]!.body.nextCursor]).toEqual([first.errors, null]);

    const taken = gateways.owner.taken.get('catalog.variant-changed.v1');
    const second = await imported('products', file);
    expect(second).toMatchObject({ status: 'done', rows: 800, accepted: 0, rejected: 5, unchanged: 795 });
    expect(gateways.owner.taken.get('catalog.variant-changed.v1')).toBe(taken);
    expect((await gateways.call('/v1/products/IMP-7')).body).toMatchObject({ sku: 'IMP-7', name: 'Lamp 7', price: { amount: '17.00', currency: 'GBP' }, categories: ['home', 'lighting'], attributes: { colour: 'brass' } });
  }, 120_000);

  it('reads JSON lines and other columns by a mapping; the same key is one import', async () => {
    const lines = ['{"Article":"JSON-1","name":"Shade","Price":"3.00","price":{"currency":"GBP"}}', '', '{"Article":', '[1]', '{"Article":"JSON-1","name":"Later","Price":"4.00","price":{"currency":"GBP"}}'];
    const mapping = { Article: 'sku', Price: 'price.amount' };
    const keyed = { name: 'x.jsonl', mapping, headers: { 'idempotency-key': 'jsonl' } };
    const [first, second] = [await send('products', lines.join('\n'), keyed), await send('products', lines.join('\n'), keyed)];
    expect([first.status, second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([202, 202, first.body, 'true']);
    expect((await send('products', `${lines.join('\n')}\n`, keyed)).status).toBe(422);
    expect(await ended(first.body.id)).toMatchObject({ rows: 4, accepted: 2, rejected: 2, errors: [{ row: 2, path: '' }, { row: 3, path: '' }] });
    // Rows about the same thing are done in the order of the file.
    expect((await gateways.call('/v1/products/JSON-1')).body).toMatchObject({ name: 'Later', price: { amount: '4.00' } });
    const german = await imported('products', '\uFEFFArtikel;Bezeichnung;Preis;Währung;Notiz\nDE-1;"Lampe; groß";5.00;GBP;x\n', { mapping: { Artikel: 'sku', Bezeichnung: 'name', Preis: 'price.amount', Währung: 'price.currency', Notiz: null } });
    expect(german).toMatchObject({ accepted: 1, rejected: 0 });
    expect((await gateways.call('/v1/products/DE-1')).body.name).toBe('Lampe; groß');
  });

  it('keeps formulas as the text that they are, and gives them back as they came', async () => {
    const names = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)'];
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    expect(await imported('products', ['sku,name,price.amount,price.currency', ...names.map((name, index) => `FORM-${index},${quoted(name)},1.00,GBP`)].join('\n'))).toMatchObject({ accepted: 4 });
    for (const [index, name] of names.entries()) expect((await gateways.call(`/v1/products/FORM-${index}`)).body.name).toBe(name);
  });

  it('takes in a supplier as the location that it is, and every other master', async () => {
    const suppliers = 'id,name,address.line1,address.city,address.country,geo.lat,geo.lon,sellable\nacme,"Acme, Sheffield",Kelham Island 1,Sheffield,GB,53.39,-1.47,false\nleeds,Not a supplier,,,,,,\n';
    expect(await imported('suppliers', suppliers)).toMatchObject({ accepted: 1, rejected: 1, errors: [{ row: 2, path: '/id', column: 'id', message: 'this is a store already' }] });
    expect((await gateways.call('/v1/locations/acme')).body).toMatchObject({ kind: 'supplier', name: 'Acme, Sheffield', geo: { lon: -1.47 }, sellable: false });
    expect(await imported('suppliers', suppliers)).toMatchObject({ accepted: 0, unchanged: 1, rejected: 1 });
    expect(await imported('channels', 'id,name,kind,locations,currency,buffer\nfair,Fair,marketplace,leeds|acme,GBP,2\nfoul,Foul,marketplace,nowhere,GBP,\n')).toMatchObject({ accepted: 1, rejected: 1, errors: [{ row: 2, path: '/locations/0', column: 'locations' }] });
    const promotion = `id,name,channels,conditions,effects,limits.total\nten,Ten off,web|fair,"[]","[{""type"":""percentage"",""percent"":""10"",""on"":""order""}]",5\n`;
    expect(await imported('promotions', promotion)).toMatchObject({ accepted: 1 });
  }, 60_000);

  it('reads a workbook, and refuses one that is none or too much', async () => {
    const file = workbook({ sheets: { Lamps: `${row('sku', 'name', 'price.amount', 'price.currency')}<row><c t="inlineStr"><is><t>XLS-1</t></is></c><c t="inlineStr"><is><t>Lamp</t></is></c><c><v>12.5</v></c><c t="inlineStr"><is><t>GBP</t></is></c></row><row><c t="inlineStr"><is><t>XLS-2</t></is></c><c><f>1+1</f><v>2</v></c></row>` } });
    const done = await imported('products', file, { name: 'lamps.xlsx' });
    expect(done).toMatchObject({ status: 'done', rows: 2, accepted: 1, rejected: 1, errors: [{ row: 2, path: '/name', column: 'name' }], filename: 'lamps.xlsx', progress: { percent: 100, bytes: file.length, totalBytes: file.length } });
    expect((await gateways.call('/v1/products/XLS-1')).body.price).toEqual({ amount: '12.50', currency: 'GBP' });
    const bomb = await send('products', workbook({ sheets: { s: '' }, more: [{ name: 'xl/bomb.xml', text: Buffer.alloc(5_000_000) }] }), { name: 'a.xlsx' });
    expect([bomb.status, bomb.body.errors]).toEqual([422, [{ path: '/file', message: expect.stringContaining('100 times') }]]);
    const other = await send('products', '%PDF-1.7', { name: 'a.csv' });
    expect([other.status, other.body.detail]).toEqual([415, expect.stringContaining('Files are taken as CSV')]);
  }, 60_000);

  it('checks a file without changing anything, and shows how it was understood', async () => {
    const file = 'Artikel;Bezeichnung;Preis\nDRY-1;Lampe;1.234,5\nDRY-2;;1,00\nIMP-7;Lamp 7;17,00\n';
    const mapping = { columns: { Artikel: 'sku', Bezeichnung: 'name', Preis: 'price.amount' }, constants: { 'price.currency': 'GBP' }, decimal: ',' };
    const before = gateways.owner.taken.get('catalog.put-product.v1');
    const checked = await imported('products', file, { mapping, dryRun: true });
    expect(checked).toMatchObject({ dryRun: true, status: 'done', rows: 3, accepted: 2, rejected: 1, errors: [{ row: 2, path: '/name', column: 'Bezeichnung' }] });
    expect(checked.preview[0]).toEqual({ row: 1, fields: { sku: 'DRY-1', name: 'Lampe', price: { amount: '1234.50', currency: 'GBP' } } });
    const people = 'name,emails\nDry Person,dry.person@example.com\n';
    expect(await imported('customers', people, { dryRun: true })).toMatchObject({ accepted: 1 });
    expect((await gateways.call('/v1/products/DRY-1')).status).toBe(404);
    expect(gateways.owner.taken.get('catalog.put-product.v1')).toBe(before);
    expect(await imported('products', file, { mapping })).toMatchObject({ dryRun: false, accepted: 2, rejected: 1 });
    // Nothing of the dry run was remembered: the person is new.
    expect(await imported('customers', people)).toMatchObject({ accepted: 1, unchanged: 0 });
  }, 60_000);

  it('hands rejected rows back in their own shape; mended, they are taken', async () => {
    const bad = await imported('products', 'Article;name;price.amount;price.currency\nMEND-1;Lamp;1.00;GBP\nMEND-2;=SUM(A1);1.5;GBP\nMEND-3;Lamp\n', { mapping: { Article: 'sku' } });
    expect(bad).toMatchObject({ accepted: 1, rejected: 2 });
    const file = await gateways.call(`/v1/imports/${bad.id}/errors`, { headers: { accept: 'text/csv' } });
    expect(file.text.split('\r\n')[0]).toBe('Article,name,price.amount,price.currency,error');
    expect(file.text).toContain(`MEND-2,'=SUM(A1),1.5,GBP,"row 2: /price/amount`);
    const mended = file.text.replace(',1.5,', ',1.50,').replace('MEND-3,Lamp,,,', 'MEND-3,Lamp,2.00,GBP,');
    expect(await imported('products', mended, { mapping: { Article: 'sku' } })).toMatchObject({ accepted: 2, rejected: 0 });
    expect((await gateways.call('/v1/products/MEND-2')).body.name).toBe('=SUM(A1)');
    const lines = await imported('products', '{"sku":"MEND-4"}\nnonsense\n', { name: 'a.jsonl' });
    const back = await gateways.call(`/v1/imports/${lines.id}/errors?format=jsonl`);
    expect(back.text.trim().split('\n').map((line) => JSON.parse(line))).toMatchObject([{ sku: 'MEND-4', error: expect.stringContaining('row 1') }, { line: 'nonsense', error: expect.stringContaining('row 2') }]);
    expect((await gateways.call(`/v1/imports/${lines.id}/errors?format=csv`)).status).toBe(422);
    const first = (await gateways.call('/v1/imports?limit=1')).body;
    expect(first.items).toMatchObject([{ id: lines.id, status: 'done', kind: 'products' }]);
    expect((await gateways.call(`/v1/imports?limit=1&cursor=${first.nextCursor}`)).body.items[0].id < lines.id).toBe(true);
  }, 60_000);

  it('places orders once, registers people once', async () => {
    const orders = [1, 2].map((number) => JSON.stringify({ channel: 'web', externalId: `X-${number}`, lines: [{ sku: 'LAMP-1', quantity: 1 }], fulfillment: { method: 'carry-out', location: 'leeds' } }));
    expect(await imported('orders', [...orders, JSON.stringify({ channel: 'web', lines: [{ sku: 'LAMP-1', quantity: 1 }], fulfillment: { method: 'carry-out', location: 'leeds' } })].join('\n'), { name: 'o.jsonl' }))
      .toMatchObject({ accepted: 2, rejected: 1, errors: [{ row: 3, path: '/externalId' }] });
    const people = 'name,emails,groups\nAda Whitlock,ada@example.com,vip\nBen,not an address,\n';
    expect(await imported('customers', people)).toMatchObject({ accepted: 1, rejected: 1, errors: [{ row: 2, path: '/emails/0/address' }] });
    expect(await imported('customers', people)).toMatchObject({ accepted: 0, rejected: 1, unchanged: 1 });
    const { rows } = await gateways.running[0]!.parts.database.pool.query(`select count(*) from import_row where box is not null union all select count(*) from import_chunk`);
    expect(rows.map((row) => Number(row.count))).toEqual([0, 0]);
  });

  it('exports what it takes, as CSV and as JSON lines: importing an export changes nothing', async () => {
    for (const kind of ['products', 'stock', 'customers', 'locations', 'suppliers', 'channels', 'promotions', 'listings', 'coupons', 'tax-rates', 'shipping-rates', 'orders']) {
      for (const format of ['csv', 'jsonl']) {
        const { status, headers, text } = await gateways.call(`/v1/exports?kind=${kind}&format=${format}`);
        expect([status, headers.get('content-type')]).toEqual([200, format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson']);
        const rows = text.split('\n').length - (format === 'csv' ? 2 : 1);
        if (rows === 0) continue;
        expect([kind, format, await imported(kind, text, { name: `x.${format}` })]).toMatchObject([kind, format, { status: 'done', accepted: 0, rejected: 0, unchanged: rows }]);
      }
    }
    const { text } = await gateways.call('/v1/exports?kind=products');
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
  }, 120_000);

  it('forgets sources after a week, imports after a month, and a mark only when no file has met it for 400 days', async () => {
    const { database } = gateways.running[0]!.parts;
    const people = 'name,emails\nOld Hand,old.hand@example.com\nWrong,none\n';
    const { id } = await imported('customers', people);
    const marks = async () => Number((await database.pool.query('select count(*) from import_mark')).rows[0].count);
    const before = await marks();
    const age = async (days: number) => {
      await database.pool.query(`update import_job set created_at = now() - $2 * interval '1 day' where id = $1`, [id, days]);
      await database.pool.query(`update import_mark set seen_at = now() - $1 * interval '1 day'`, [days]);
      await sweep({ database });
    };
    await age(8);
    expect((await gateways.call(`/v1/imports/${id}/errors?format=csv`)).text).toContain(',,row 2: /emails/0/address');
    await age(31);
    expect((await gateways.call(`/v1/imports/${id}`)).status).toBe(404);
    expect(await marks()).toBe(before);
    // Who is met again is young again.
    expect(await imported('customers', people)).toMatchObject({ unchanged: 1, rejected: 1 });
    await age(401);
    expect(await marks()).toBe(0);
  }, 60_000);

  it('is verified: counters are those of the rows, rows those of their operations', async () => {
    const { database } = gateways.running[0]!.parts;
    const { id } = await imported('products', `${HEADER}\n${good(900)}\n`);
    const broken = async () => (await verifyGateway(database)).filter((check) => !check.ok).map((check) => [check.name, check.firstBad]);
    expect(await broken()).toEqual([]);
    await database.pool.query(`update import_job set accepted = 0, rejected = 1 where id = $1`, [id]);
    expect(await broken()).toEqual([['gateway: what an import says is what became of its rows', id]]);
    await database.pool.query(`update import_job set accepted = 1, rejected = 0 where id = $1`, [id]);
    await database.pool.query(`update import_row set state = 'rejected', errors = '[]' where import_id = $1`, [id]);
    expect((await broken()).map(([, first]) => first)).toContain(`${id} row 1`);
    await database.pool.query('delete from import_job where id = $1', [id]);
  }, 60_000);

  it('can be cancelled, is its client\'s own, and refuses what it cannot read', async () => {
    const file = [HEADER, ...Array.from({ length: 20_000 }, (_, index) => good(index, 'Other'))].join('\n');
    const { body } = await send('products', file);
    await waitFor(async () => (await gateways.call(`/v1/imports/${body.id}`)).body.accepted > 0, { timeoutMs: 30_000, intervalMs: 20, what: 'the first rows' });
    expect((await gateways.call(`/v1/imports/${body.id}`, { method: 'DELETE' })).status).toBe(204);
    await waitFor(async () => (await flying()) === 0, { timeoutMs: 30_000, intervalMs: 50, what: 'the last rows in flight' });
    const { status, accepted } = (await gateways.call(`/v1/imports/${body.id}`)).body;
    expect([status, accepted < 20_000]).toEqual(['cancelled', true]);

    const made = (await gateways.call('/v1/partners', { body: { name: 'Feed', scopes: ['imports:write', 'orders:read'], channels: ['web'] } })).body;
    const token = await tokenOf(gateways.bases[0]!, { id: made.clientId, secret: made.clientSecret });
    const none = await request(gateways.bases[0]!, '/v1/imports/none', { token });
    for (const path of ['', '/errors']) expect((await request(gateways.bases[0]!, `/v1/imports/${body.id}${path}`, { token })).text).toBe(none.text);
    const narrow = await tokenOf(gateways.bases[0]!, { id: made.clientId, secret: made.clientSecret }, 'orders:read');

    const zip = Buffer.from('PK\u0003\u0004rest', 'latin1');
    const empty = new FormData();
    empty.append('kind', 'products');
    const answers = [
      await send('products', file, { token: narrow }), await send('invoices', HEADER), await send('products', zip, { name: 'a.xlsx' }), await send('products', ''), await send('products', HEADER, { mapping: { a: 1 } }),
      await post(empty, {}, gateways.token), await post('{}', { 'content-type': 'application/json' }, gateways.token), await post('nonsense', { 'content-type': 'multipart/form-data; boundary=x' }, gateways.token), await post('x', { 'content-type': 'multipart/form-data' }, gateways.token),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([403, 422, 415, 422, 422, 422, 415, 400, 400]);
    const { rows } = await gateways.running[0]!.parts.database.pool.query(`select count(*) from import_job where status = 'receiving'`);
    expect(rows).toEqual([{ count: '0' }]);
    expect(await imported('products', 'sku,sku\na,b\n')).toMatchObject({ status: 'failed', rows: 0, detail: 'two columns are the field sku' });
  }, 60_000);
});
