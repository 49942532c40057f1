import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/**
 * The tables as plain rows, for tools and tests that look; batches use statements of their own. `bigint` is text in JavaScript.
 * A test compares this file with what the migrations make.
 */
type Columns<T> = { [K in keyof T]: EntitySchemaColumnOptions };

function table<T extends object>(tableName: string, columns: Columns<T>): EntitySchema<T> {
  return new EntitySchema<T>({ name: tableName, schema: 'inventory', tableName, columns: columns as never });
}

const id: EntitySchemaColumnOptions = { type: 'text', primary: true };
const text: EntitySchemaColumnOptions = { type: 'text' };
const units: EntitySchemaColumnOptions = { type: 'bigint' };
const time: EntitySchemaColumnOptions = { type: 'timestamptz' };
const maybe = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({ ...column, nullable: true });

export interface LevelRow { sku: string; location: string; on_hand: string; unavailable: string; reserved: string; quality: string; display: string; in_transit: string }
export const levelTable = table<LevelRow>('stock_level', { sku: id, location: id, on_hand: units, unavailable: units, reserved: units, quality: units, display: units, in_transit: units });

export interface StockRow { sku: string; version: string; last_reserved_at: Date | null }
export const stockTable = table<StockRow>('stock', { sku: id, version: units, last_reserved_at: maybe(time) });

export interface LedgerEntryRow { sku: string; version: string; position: number; location: string; reason: string; on_hand: string; unavailable: string; reserved: string; reference: string; at: Date; quality: string; display: string; in_transit: string; actor: string | null }
export const ledgerTable = table<LedgerEntryRow>('stock_ledger', {
  sku: id, version: { type: 'bigint', primary: true }, position: { type: 'int', primary: true }, location: text, reason: text, on_hand: units, unavailable: units, reserved: units, reference: text, at: { type: 'timestamptz', primary: true },
  quality: units, display: units, in_transit: units, actor: maybe(text),
});

export interface ReservationRow { order_id: string; line_id: string; sku: string; location: string; held: string; consumed: string; released: string; broken: string; seq: string; taken_at: Date; aside: string }
export const reservationTable = table<ReservationRow>('reservation', { order_id: id, line_id: id, sku: id, location: id, held: units, consumed: units, released: units, broken: units, seq: units, taken_at: time, aside: units });

export interface IncidentRow { id: string; kind: string; detail: string; sku: string; location: string | null; order_id: string | null; broken_order_id: string | null; quantity: string; at: Date }
export const incidentTable = table<IncidentRow>('incident', { id, kind: text, detail: text, sku: text, location: maybe(text), order_id: maybe(text), broken_order_id: maybe(text), quantity: units, at: time });

export const tables = [levelTable, stockTable, ledgerTable, reservationTable, incidentTable];
