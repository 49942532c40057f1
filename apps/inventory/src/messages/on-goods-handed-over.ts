import { goodsHandedOver } from '@onefront/contracts';
import { handOverGoods } from '../commands/hand-over-goods.js';
import { publish } from './published.js';
import { reaction } from './reaction.js';

export const onGoodsHandedOver = reaction({
  definition: goodsHandedOver,
  need: (needs, { orderId, lines }) => {
    needs.order(orderId, 0);
    for (const { sku, location, quantity } of lines) needs.leaves(sku, location, quantity);
  },
  react: (unit, inbound) => publish(handOverGoods(unit, inbound.data), inbound),
});
