import { randomBytes } from 'node:crypto';
import type { CouponIssue, Outbound } from '@onefront/contracts';
import { startExecutor, type Database, type Executor, type Tx } from '@onefront/outbox';
import type { CouponRow } from '../domain/books.js';
import { couponOf, newCode } from '../domain/issue-coupons.js';
import { insertCoupons } from '../persistence/books.store.js';

/** Work items of this kind issue the coupons of one bulk. */
export const BULK_ISSUE = 'bulk-issue';
/** Coupons per transaction: one message of theirs stays well below the greatest that can be told. */
const PORTION = 1_000;

interface Bulk { readonly issueId: string; readonly issue: CouponIssue }

/**
 * Issues bulks, one portion per transaction. What is there already is counted in the same transaction, which also checks the lease:
 * a run that is repeated or overtaken neither loses nor doubles a coupon.
 */
export function startBulkIssue(database: Database, publish: (coupons: readonly CouponRow[]) => Outbound): Executor {
  return startExecutor<Bulk>(database, {
    kind: BULK_ISSUE,
    handle: async ({ payload: { issueId, issue } }) => {
      const left = issue.count! - (await issuedSoFar(database, issueId));
      const store = async (tx: Tx, emit: (message: Outbound) => void) => {
        const coupons = await issuePortion(tx, { issueId, issue });
        if (coupons.length > 0) emit(publish(coupons));
      };
      return left > PORTION ? { store, retryAt: new Date(0) } : { store };
    },
  });
}

async function issuedSoFar(reader: { read: Database['read'] }, issueId: string): Promise<number> {
  const { rows } = await reader.read<{ n: number }>({ ...countIssued, values: [issueId] });
  return rows[0]!.n;
}

const countIssued = { name: 'bulk-count', text: 'select count(*)::int as n from promotions.coupon where issue_id = $1' };

async function issuePortion(tx: Tx, { issueId, issue }: Bulk): Promise<CouponRow[]> {
  const { rows } = await tx.query<{ n: number }>({ ...countIssued, values: [issueId] });
  const portion: CouponRow[] = [];
  for (let missing = Math.min(PORTION, issue.count! - rows[0]!.n); missing > 0;) {
    const wanted = Array.from({ length: missing }, () => couponOf(issue, { issueId, code: newCode(randomBytes) }));
    const taken = await insertCoupons(tx, wanted);
    portion.push(...wanted.filter((coupon) => taken.has(coupon.key)));
    missing -= taken.size;
  }
  return portion;
}
