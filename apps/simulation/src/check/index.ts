import { checkCoupons, checkCustomers } from './coupons.js';
import type { Evidence, Finding } from './finding.js';
import { checkAnswers, checkDelivery, checkMoney, checkOrders } from './orders.js';
import { checkStock, checkUnits } from './stock.js';

export type { Evidence, Finding, Operation } from './finding.js';

/** All that must hold when everything is over. What breaks first stands first. */
export function check(evidence: Evidence): Finding[] {
  return [checkDelivery, checkStock, checkUnits, checkCoupons, checkMoney, checkOrders, checkCustomers, checkAnswers].flatMap((one) => one(evidence));
}
