/**
 * medusa exec ./seed.js PRODUCTS FILE: lays a shop in a database that has been migrated, by the workflows that Medusa's own starter uses,
 * and writes to FILE what a storefront needs to know: {"key", "secret", "region", "channel", "location", "profile", "variants"}.
 * Products are `SKU-1` ... `SKU-<PRODUCTS>`, one variant each, stock managed, 1,000,000 units at one location.
 */
const { writeFileSync } = require('node:fs');
const { ContainerRegistrationKeys, Modules, ProductStatus } = require('@medusajs/framework/utils');
const flows = require('@medusajs/medusa/core-flows');

const A_BATCH = 50;
const STOCK = 1_000_000;

module.exports.default = async function seed({ container, args: [products, file] }) {
  const run = async (workflow, input) => (await flows[workflow](container).run({ input })).result;
  const shop = await openShop(container, run);
  const variants = [];
  for (let first = 1; first <= Number(products); first += A_BATCH) {
    const numbers = Array.from({ length: Math.min(A_BATCH, Number(products) - first + 1) }, (_, index) => first + index);
    variants.push(...(await addProducts(container, run, shop, numbers)));
  }
  writeFileSync(file, JSON.stringify({ ...shop, variants }));
};

/** One sales channel, one location that it sells from, one region, one tax rate, one shipping option, one publishable key. */
async function openShop(container, run) {
  const [channel] = await run('createSalesChannelsWorkflow', { salesChannelsData: [{ name: 'Webshop' }] });
  const [store] = await container.resolve(Modules.STORE).listStores();
  await run('updateStoresWorkflow', { selector: { id: store.id }, update: { supported_currencies: [{ currency_code: 'gbp', is_default: true }], default_sales_channel_id: channel.id } });
  const [region] = await run('createRegionsWorkflow', { regions: [{ name: 'United Kingdom', currency_code: 'gbp', countries: ['gb'], payment_providers: ['pp_system_default'] }] });
  await run('createTaxRegionsWorkflow', [{ country_code: 'gb', provider_id: 'tp_system', default_tax_rate: { name: 'VAT', code: 'vat', rate: 20 } }]);
  const [location] = await run('createStockLocationsWorkflow', { locations: [{ name: 'Derby warehouse', address: { address_1: 'Raynesway 7', city: 'Derby', country_code: 'GB' } }] });
  const link = container.resolve(ContainerRegistrationKeys.LINK);
  await link.create({ [Modules.STOCK_LOCATION]: { stock_location_id: location.id }, [Modules.FULFILLMENT]: { fulfillment_provider_id: 'manual_manual' } });
  const profile = await shippingProfile(container, run);
  await addShipping({ container, run, link, region, location, profile });
  await run('linkSalesChannelsToStockLocationWorkflow', { id: location.id, add: [channel.id] });
  const [key] = await run('createApiKeysWorkflow', { api_keys: [{ title: 'Webshop', type: 'publishable', created_by: '' }] });
  await run('linkSalesChannelsToApiKeyWorkflow', { id: key.id, add: [channel.id] });
  const [secret] = await run('createApiKeysWorkflow', { api_keys: [{ title: 'Bench', type: 'secret', created_by: '' }] });
  return { key: key.token, secret: secret.token, region: region.id, channel: channel.id, location: location.id, profile: profile.id };
}

async function shippingProfile(container, run) {
  const [known] = await container.resolve(Modules.FULFILLMENT).listShippingProfiles({ type: 'default' });
  if (known) return known;
  const [made] = await run('createShippingProfilesWorkflow', { data: [{ name: 'Default', type: 'default' }] });
  return made;
}

async function addShipping({ container, run, link, region, location, profile }) {
  const set = await container.resolve(Modules.FULFILLMENT).createFulfillmentSets({
    name: 'Derby delivery', type: 'shipping', service_zones: [{ name: 'United Kingdom', geo_zones: [{ country_code: 'gb', type: 'country' }] }],
  });
  await link.create({ [Modules.STOCK_LOCATION]: { stock_location_id: location.id }, [Modules.FULFILLMENT]: { fulfillment_set_id: set.id } });
  await run('createShippingOptionsWorkflow', [{
    name: 'Parcel', price_type: 'flat', provider_id: 'manual_manual', service_zone_id: set.service_zones[0].id, shipping_profile_id: profile.id,
    type: { label: 'Parcel', description: 'By parcel', code: 'parcel' },
    prices: [{ currency_code: 'gbp', amount: 4.95 }, { region_id: region.id, amount: 4.95 }],
    rules: [{ attribute: 'enabled_in_store', value: 'true', operator: 'eq' }, { attribute: 'is_return', value: 'false', operator: 'eq' }],
  }]);
}

async function addProducts(container, run, { channel, location, profile }, numbers) {
  const products = numbers.map((number) => ({
    title: `Product ${number}`, handle: `product-${number}`, status: ProductStatus.PUBLISHED, shipping_profile_id: profile, sales_channels: [{ id: channel }],
    options: [{ title: 'Size', values: ['One'] }],
    variants: [{ title: 'One', sku: `SKU-${number}`, manage_inventory: true, allow_backorder: false, options: { Size: 'One' }, prices: [{ currency_code: 'gbp', amount: 20 }] }],
  }));
  const made = await run('createProductsWorkflow', { products });
  const items = await container.resolve(Modules.INVENTORY).listInventoryItems({ sku: numbers.map((number) => `SKU-${number}`) }, { take: null });
  await run('createInventoryLevelsWorkflow', { inventory_levels: items.map(({ id }) => ({ location_id: location, inventory_item_id: id, stocked_quantity: STOCK })) });
  return made.map(({ variants: [variant] }) => variant.id);
}
