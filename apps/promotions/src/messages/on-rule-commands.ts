import { httpPromotion, readHttp, type DataOf, type Inbound, type Promotion, type deletePromotion, type patchPromotion, type putPromotion, type putShippingRate, type putTaxRate } from '@onefront/contracts';
import { mergePatch } from '@onefront/kernel';
import { z } from 'zod';
import { limitsChanged } from '../domain/limits.js';
import { endRule, patchRule, putRule, ruleKey, withRule, type RuleChange, type RuleRef, type RuleSlot } from '../domain/rule-book.js';
import type { PromotionsBatch } from './promotions-batch.js';
import { tellRule } from './published.js';

export function onPutPromotion(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof putPromotion>>): void {
  const { id, promotion, conditions } = inbound.data;
  changed(batch, inbound, { kind: 'promotion', id }, (slot) => putRule(slot, promotion, conditions));
}

/** The patch is merged into the HTTP form and read like a PUT, so that a wrong field is named the same way. */
export function onPatchPromotion(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof patchPromotion>>): void {
  const { id, patch, conditions } = inbound.data;
  changed(batch, inbound, { kind: 'promotion', id }, (slot) => patchRule(slot, conditions, (base) => readHttp(httpPromotion, mergePatch(z.encode(httpPromotion, base as Promotion), patch))));
}

export function onDeletePromotion(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof deletePromotion>>): void {
  const { id, conditions } = inbound.data;
  changed(batch, inbound, { kind: 'promotion', id }, (slot) => endRule(slot, conditions));
}

export function onPutTaxRate(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof putTaxRate>>): void {
  const { id, taxRate, conditions } = inbound.data;
  changed(batch, inbound, { kind: 'tax-rate', id }, (slot) => putRule(slot, taxRate, conditions));
}

export function onPutShippingRate(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof putShippingRate>>): void {
  const { id, shippingRate, conditions } = inbound.data;
  changed(batch, inbound, { kind: 'shipping-rate', id }, (slot) => putRule(slot, shippingRate, conditions));
}

function changed(batch: PromotionsBatch, inbound: Inbound, ref: RuleRef, decide: (slot: RuleSlot) => RuleChange): void {
  const slot = batch.slots.get(ruleKey(ref))!;
  const change = decide(slot);
  if (change.changed) {
    batch.entries.push({ ...ref, version: slot.version, document: slot.document, messageId: inbound.id });
    batch.rules = withRule(batch.rules, slot);
    limitsChanged(batch.books, slot);
  }
  batch.told.push(...tellRule(slot, change, inbound));
}
