import type { DataOf, expectedReceiptChanged } from '@onefront/contracts';
import { promisableUnits, type ExpectedReceipt } from '../domain/expected.js';

export function wireExpected(receipt: ExpectedReceipt): DataOf<typeof expectedReceiptChanged> {
  const { version, id, sku, location, quantity, eta, confidence, source, reference, status, received, promised, closedAt } = receipt;
  return {
    version,
    receipt: {
      id, sku, location, quantity, eta: eta.toISOString(), confidence, source, ...(reference ? { reference } : {}), status, received, promisable: promisableUnits(receipt), promised, ...(closedAt ? { closedAt: closedAt.toISOString() } : {}),
    },
  };
}
