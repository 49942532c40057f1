import type { Database } from '@onefront/outbox';
import { rowsByKey } from '../persistence/micro-batch.js';
import type { Body } from './documents.js';

/** Coupons by code, without regard to case. */
export class Coupons {
  private readonly row: (code: string) => Promise<Body | undefined>;

  constructor(database: Database) {
    this.row = rowsByKey(async (codes) => {
      const { rows } = await database.read<{ code: string; version: string; body: string }>({ name: 'coupon-read', text: 'select code, version, body from coupon_view where code = any($1::text[])', values: [codes] });
      return new Map(rows.map((row) => [row.code, { version: Number(row.version), body: row.body }]));
    });
  }

  get(code: string): Promise<Body | undefined> {
    return this.row(code.toUpperCase());
  }
}
