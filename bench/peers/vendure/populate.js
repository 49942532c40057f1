/**
 * node populate.js PRODUCTS: lays the schema and the catalogue in an empty database with Vendure's own importer, and ends.
 * Products are `SKU-1` ... `SKU-<PRODUCTS>`, one variant each, stock tracked, 1,000,000 units on hand.
 */
const { writeFileSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { bootstrap } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { config } = require('./vendure-config.js');

const initialData = {
  defaultLanguage: 'en',
  defaultZone: 'Europe',
  countries: [{ name: 'United Kingdom', code: 'GB', zone: 'Europe' }],
  taxRates: [{ name: 'Standard Tax', percentage: 20 }],
  shippingMethods: [{ name: 'Parcel', price: 495 }],
  paymentMethods: [{ name: 'Card', handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: 'true' }] } }],
  collections: [],
};

const columns = ['name', 'slug', 'description', 'assets', 'facets', 'optionGroups', 'optionValues', 'sku', 'price', 'taxCategory', 'stockOnHand', 'trackInventory', 'variantAssets', 'variantFacets'];
const row = (number) => [`Product ${number}`, `product-${number}`, 'A thing', '', '', '', '', `SKU-${number}`, '20.00', 'standard', '1000000', 'true', '', ''];

async function main(products) {
  const folder = mkdtempSync(join(tmpdir(), 'onefront-vendure-'));
  try {
    const file = join(folder, 'products.csv');
    const rows = Array.from({ length: products }, (_, index) => row(index + 1));
    writeFileSync(file, `${[columns, ...rows].map((cells) => cells.join(',')).join('\n')}\n`);
    // The generator of Vendure lays the first schema in the same way; servers run with `synchronize: false`.
    const app = await populate(() => bootstrap({ ...config, dbConnectionOptions: { ...config.dbConnectionOptions, synchronize: true } }), initialData, file);
    await app.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main(Number(process.argv[2])).then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
