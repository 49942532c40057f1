import { httpProduct, message, putProduct, readHttp, sku, type Product } from '@onefront/contracts';
import { canonicalJson } from '@onefront/kernel';
import { z } from 'zod';
import type { Turn } from './turn.js';

const key = z.strictObject({ sku });

/** As `PUT /v1/products/{sku}`: the row is the whole product. */
export const productTurn: Turn = {
  subject: ({ sku: name }) => (typeof name === 'string' ? name : undefined),
  turn: async ({ sku: name, ...rest }, { gateway }) => {
    const { sku: address } = readHttp(key, { sku: name });
    const product = readHttp(httpProduct, rest) as Product;
    const known = await gateway.products.get(address);
    if (known && canonicalJson(known.product) === canonicalJson(product)) return { unchanged: true };
    return { send: message(putProduct, { key: address, data: { sku: address, product, conditions: {} } }) };
  },
};
