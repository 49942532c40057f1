interface Money { readonly amount: string; readonly currency: string }
/** What an export reads of an order as it is answered. */
export interface ShownOrder {
  readonly id: string;
  readonly channel: string;
  readonly externalId: string | null;
  readonly status: string;
  readonly placedAt: string;
  readonly customer: { readonly id: string } | null;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly total: Money }[];
  readonly totals: { readonly shipping: Money; readonly tax: Money; readonly grand: Money } | null;
  readonly staff?: object;
}

/**
 * An order as a row of an export: what was agreed, as `recorded`. Imported here it changes nothing; elsewhere it becomes history:
 * `method` is `channel` without a location, so that it moves no stock, and no address leaves the house. An order without a number of its channel goes by ours.
 */
export function orderRow({ id, channel, externalId, placedAt, customer, lines, totals, staff }: ShownOrder): object {
  const sum = lines.reduce((all, line) => all + units(line.total), 0n);
  const extra = totals ? units(totals.grand) - sum - units(totals.shipping) : 0n;
  return {
    channel, externalId: externalId ?? id, placedAt, ...(customer ? { customer: { id: customer.id } } : {}),
    lines: lines.map(({ sku, quantity, total }) => ({ sku, quantity, total })),
    fulfillment: { method: 'channel' },
    ...(totals ? { shipping: totals.shipping, ...(extra > 0n && extra === units(totals.tax) ? { tax: [{ label: 'Tax', amount: totals.tax, remittedBy: 'us' }] } : {}), grand: totals.grand } : {}),
    ...(staff ? { staff } : {}),
    recorded: true,
  };
}

/** Two amounts of one currency have the same number of decimals. */
function units({ amount }: Money): bigint {
  return BigInt(amount.replace('.', ''));
}
