import { z } from 'zod';

/** What the marketplace answers, as far as we read it. Members that we do not know are ignored: vendors add them without asking. */

const amount = z.int().min(0).describe('minor units');

export const vendorOrder = z.object({
  order_no: z.string().min(1).max(200),
  state: z.enum(['NEW', 'ACCEPTED', 'REJECTED', 'CANCEL_REQUESTED', 'CANCELLED']),
  created: z.iso.datetime(),
  last_updated: z.iso.datetime(),
  currency: z.string().length(3),
  fulfilled_by: z.enum(['seller', 'fairground']),
  buyer: z.object({ ref: z.string().min(1).max(200), relay_email: z.string().optional(), full_name: z.string().optional() }),
  deliver_to: z.object({
    recipient: z.string().optional(), street: z.string(), street_2: z.string().optional(), town: z.string(), county: z.string().optional(), postcode: z.string().optional(), country_code: z.string().length(2), phone: z.string().optional(),
  }).optional(),
  entries: z.array(z.object({
    entry_no: z.int(), seller_sku: z.string(), units: z.int().min(1), unit_amount: amount,
    vouchers: z.array(z.object({ name: z.string(), amount, paid_by: z.enum(['seller', 'fairground']) })).default([]),
  })),
  delivery_amount: amount.default(0),
  tax_collected: z.array(z.object({ name: z.string(), amount })).default([]),
  total_amount: amount,
});
export type VendorOrder = z.infer<typeof vendorOrder>;

export const vendorFeed = z.object({ orders: z.array(vendorOrder), next_page_token: z.string().optional() });

export const vendorResults = z.object({
  results: z.array(z.object({ seller_sku: z.string(), outcome: z.enum(['ACCEPTED', 'FAILED']), code: z.string().optional(), text: z.string().optional() })),
});

export const vendorOffers = z.object({ offers: z.array(z.object({ seller_sku: z.string(), quantity: z.int() })) });

export const vendorFault = z.object({ error: z.object({ code: z.string(), text: z.string() }) });
