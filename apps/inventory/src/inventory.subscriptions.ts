import { orderPlaced, putLocation, type Inbound, type Outbound } from '@onefront/contracts';
import type { BatchWork } from '@onefront/outbox';
import { onGoodsHandedOver } from './messages/on-goods-handed-over.js';
import { onGoodsReturned } from './messages/on-goods-returned.js';
import { onMovePopup, onPatchChannel, onPatchLocation, onPutChannel, onPutLocation } from './messages/on-network-commands.js';
import { onConfirmQuantities } from './messages/on-confirm-quantities.js';
import { onExtendHold, onPlaceHold, onReleaseHold } from './messages/on-hold-commands.js';
import { onExpectedReceipts } from './messages/on-expected-receipts.js';
import { onOrderPlaced } from './messages/on-order-placed.js';
import { onDeletePolicy, onPutPolicy } from './messages/on-policy-commands.js';
import { onRecordMovements } from './messages/on-record-movements.js';
import { onLeaseStock, onTillChanged } from './messages/on-tills.js';
import { onReleaseRequested } from './messages/on-release-requested.js';
import { onResourcingRequested } from './messages/on-resourcing-requested.js';
import { actorOf } from './messages/actor.js';
import { onStockWork } from './messages/on-stock-work.js';
import { publishAvailability, publishExpired, publishServed } from './messages/published.js';
import type { Reaction } from './messages/reaction.js';
import { Needs } from './persistence/needs.js';
import { NetworkMemory } from './persistence/network.repository.js';
import { loadUnit } from './persistence/stock.load.js';
import { storeUnit } from './persistence/stock.store.js';
import type { Unit } from './persistence/unit.js';

/** All that inventory hears. */
const reactions: readonly Reaction[] = [
  onPutLocation, onPatchLocation, onMovePopup, onPutChannel, onPatchChannel, onRecordMovements,
  onOrderPlaced, onReleaseRequested, onResourcingRequested, onGoodsHandedOver, onGoodsReturned,
  onPlaceHold, onExtendHold, onReleaseHold, ...onStockWork, onPutPolicy, onDeletePolicy, onConfirmQuantities, onLeaseStock, onTillChanged, ...onExpectedReceipts,
];

export const inventoryTopics = [putLocation.topic, orderPlaced.topic];

export interface InventoryBatch {
  readonly unit: Unit;
  readonly told: Outbound[];
}

/** The work of one process: it remembers the network between batches. */
export function inventoryWork(): BatchWork<InventoryBatch> {
  const byType = new Map(reactions.map((one) => [one.definition.type, one]));
  const memory = new NetworkMemory();
  return {
    types: [...byType.keys()],

    async load(tx, messages) {
      const needs = new Needs();
      for (const { type, data } of messages) byType.get(type)!.need(needs, data);
      const unit = await loadUnit(tx, needs, memory);
      return { unit, told: publishExpired(unit) };
    },

    apply({ unit, told }, message: Inbound) {
      unit.book.actor = actorOf(message);
      told.push(...byType.get(message.type)!.react(unit, message), ...publishServed(unit, message));
    },

    async store(tx, { unit, told }) {
      const changes = await storeUnit(tx, unit);
      return [...told, ...changes.map(publishAvailability)];
    },
  };
}
