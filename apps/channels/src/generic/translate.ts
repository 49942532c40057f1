import type { ChannelOrder, ChannelOrderStatus, FundedBy } from '@onefront/channel-kit';
import { money } from '@onefront/kernel';
import type { VendorOrder } from './vendor-shapes.js';

/** The marketplace's order in our words. Nothing is decided here. */
export function channelOrderOf(order: VendorOrder): ChannelOrder {
  const amount = (minor: number) => money(BigInt(minor), order.currency);
  return {
    externalId: order.order_no,
    status: statusOf(order.state),
    updatedAt: new Date(order.last_updated),
    placedAt: new Date(order.created),
    fulfilledBy: payerOf(order.fulfilled_by),
    buyer: { externalId: order.buyer.ref, ...(order.buyer.relay_email ? { email: order.buyer.relay_email } : {}), ...(order.buyer.full_name ? { name: order.buyer.full_name } : {}) },
    ...(order.deliver_to ? { address: addressOf(order.deliver_to) } : {}),
    lines: order.entries.map((entry) => ({
      lineId: String(entry.entry_no), sku: entry.seller_sku, quantity: entry.units, unitPrice: amount(entry.unit_amount),
      discounts: entry.vouchers.map((voucher) => ({ label: voucher.name, amount: amount(voucher.amount), fundedBy: payerOf(voucher.paid_by) })),
    })),
    ...(order.delivery_amount > 0 ? { shipping: amount(order.delivery_amount) } : {}),
    tax: order.tax_collected.map((tax) => ({ label: tax.name, amount: amount(tax.amount), remittedBy: 'marketplace' })),
    grand: amount(order.total_amount),
  };
}

/** An order that we rejected is off for the buyer as well. */
function statusOf(state: VendorOrder['state']): ChannelOrderStatus {
  switch (state) {
    case 'NEW':
    case 'ACCEPTED':
      return 'open';
    case 'CANCEL_REQUESTED':
      return 'cancel-requested';
    case 'REJECTED':
    case 'CANCELLED':
      return 'cancelled';
    default:
      return state satisfies never;
  }
}

function payerOf(who: 'seller' | 'fairground'): FundedBy {
  return who === 'seller' ? 'us' : 'channel';
}

function addressOf(to: NonNullable<VendorOrder['deliver_to']>): NonNullable<ChannelOrder['address']> {
  return {
    ...(to.recipient ? { name: to.recipient } : {}), line1: to.street, ...(to.street_2 ? { line2: to.street_2 } : {}), city: to.town,
    ...(to.county ? { region: to.county } : {}), ...(to.postcode ? { postalCode: to.postcode } : {}), country: to.country_code, ...(to.phone ? { phone: to.phone } : {}),
  };
}
