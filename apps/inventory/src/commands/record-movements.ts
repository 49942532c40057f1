import type { StockFact } from '../domain/facts.js';
import { recordMovements as record, type RecordMovements } from '../domain/movements.js';
import type { Unit } from '../persistence/unit.js';

/** Books movements, all or none. Throws 422 for unknown locations, 409 for units that are not free. */
export function recordMovements({ book }: Unit, request: RecordMovements): StockFact[] {
  return record(book, request);
}
