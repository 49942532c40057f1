import type { Database } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import type { Customers } from './customers.js';
import type { Body, Documents } from './documents.js';
import type { Viewer } from './viewer.js';

interface CouponRow extends Body { readonly promotion: string; readonly customer: string | null }

/** Coupons by code, without regard to case. A partner sees those of promotions on its channels; those of one person only when it may see the person. */
export class Coupons {
  private readonly row: (code: string, wall: Wall | null) => Promise<CouponRow | undefined>;

  constructor(database: Database, private readonly documents: Documents, private readonly customers: Customers) {
    this.row = rowsBehindWall(async (codes, wall) => {
      const { rows } = await readAs<{ code: string; version: string; promotion: string; customer_id: string | null; body: string }>(database, wall, {
        name: 'coupon-read', text: 'select code, version, promotion, customer_id, body from coupon_view where code = any($1::text[])', values: [codes],
      });
      return new Map(rows.map((row) => [row.code, { version: Number(row.version), body: row.body, promotion: row.promotion, customer: row.customer_id }]));
    });
  }

  async get(code: string, viewer: Viewer): Promise<CouponRow | undefined> {
    const row = await this.row(code.toUpperCase(), viewer.wall);
    if (!row || viewer.channels === null) return row;
    if (!(await this.documents.get('promotion', row.promotion, viewer))) return undefined;
    return row.customer === null || (await this.customers.find(row.customer, viewer)) ? row : undefined;
  }
}
