import { goodsReturned } from '@onefront/contracts';
import { takeBackGoods } from '../commands/take-back-goods.js';
import { publish } from './published.js';
import { reaction } from './reaction.js';

export const onGoodsReturned = reaction({
  definition: goodsReturned,
  need: (needs, { lines }) => {
    for (const { sku } of lines) needs.skus.add(sku);
  },
  react: (unit, inbound) => publish(takeBackGoods(unit, inbound.data), inbound),
});
