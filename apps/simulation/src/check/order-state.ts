import type { World } from '../world/world.js';

interface Units { readonly lineId: string; readonly sku: string; readonly quantity: number }
interface Placed extends Units { readonly location: string }

/** As much of an order's stored state as the checks read. */
export interface OrderState {
  readonly id: string;
  readonly recorded: boolean;
  readonly version: number;
  readonly process: { readonly stock: string; readonly price: string; readonly payment: string; readonly wish: string; readonly outcome: string };
  readonly totals: { readonly grand: { readonly amount: string } } | null;
  readonly lines: readonly { readonly id: string; readonly quantity: number; readonly cancelled: number; readonly paid: string | null; readonly stocked: boolean }[];
  readonly promised: readonly (Placed & { readonly consumed?: boolean })[];
  readonly fulfillments: readonly { readonly id: string; readonly location: string | null; readonly status: string; readonly lines: readonly Units[] }[];
  readonly backordered: readonly Units[];
  readonly unplaced: readonly (Units & { readonly heldAt?: string })[];
  readonly question: unknown;
  readonly releases: readonly unknown[];
  readonly handovers: readonly unknown[];
  readonly takenBack: readonly unknown[];
  readonly returns: readonly { readonly booked: boolean }[];
  readonly tenders: readonly { readonly id: string; readonly method: string; readonly authorised: string; readonly captured: string; readonly refunded: string; readonly status: string }[];
  readonly calls: readonly { readonly id: string; readonly tender: string; readonly kind: string; readonly amount: string; readonly state: string }[];
}

export interface StoredOrder {
  readonly id: string;
  readonly status: string;
  readonly state: OrderState;
}

export function ordersOf(world: World): StoredOrder[] {
  return world.server('orders').rows('order').map((row) => ({ id: row['id'] as string, status: row['status'] as string, state: JSON.parse(row['state'] as string) as OrderState }));
}

const ACTIVE = ['scheduled', 'open', 'accepted', 'picking', 'packed', 'ready', 'on-hold'];
const GONE = ['shipped', 'delivered', 'collected'];
export const isActive = ({ status }: { status: string }): boolean => ACTIVE.includes(status);
export const isGone = ({ status }: { status: string }): boolean => GONE.includes(status);
export const isOver = ({ status }: StoredOrder): boolean => status === 'refused' || status === 'cancelled';
