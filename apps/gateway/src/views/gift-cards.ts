import { giftCardIndex, toHttpMoney, type GiftCard, type Keyring } from '@onefront/contracts';
import { rowsByKey, type Database, type Tx } from '@onefront/outbox';
import type { ViewChanges } from './changes.js';
import type { Body } from './documents.js';
import type { Viewer } from './viewer.js';

interface GiftCardRow { readonly version: number; readonly card: GiftCard }

/** Ids of cards begin so; no code can, it has no small letters and no dash that counts. */
export const GIFT_CARD_ID = /^gc-[0-9a-z-]{1,61}$/;

/** Gift cards: for whoever has the code, and by id for the retailer itself. */
export class GiftCards {
  private readonly byIndex: (index: string) => Promise<GiftCardRow | undefined>;
  private readonly byId: (id: string) => Promise<GiftCardRow | undefined>;

  constructor(database: Database, private readonly keyring: Pick<Keyring, 'pepper'>) {
    const rows = (column: 'id' | 'code_index') => rowsByKey(async (keys: string[]) => {
      const found = await database.read<{ key: string; version: string; document: GiftCard }>({
        name: `gift-card-by-${column}`, text: `select ${column} as key, version, document from gift_card_view where ${column} = any($1::text[])`, values: [keys],
      });
      return new Map(found.rows.map((row) => [row.key, { version: Number(row.version), card: row.document }]));
    });
    this.byIndex = rows('code_index');
    this.byId = rows('id');
  }

  /** By code, or by id for the retailer itself. At this moment: one whose time is over has expired, swept or not. */
  async find(codeOrId: string, viewer: Viewer): Promise<GiftCardRow | undefined> {
    const row = GIFT_CARD_ID.test(codeOrId) ? viewer.channels === null ? await this.byId(codeOrId) : undefined : await this.byIndex(giftCardIndex(codeOrId, this.keyring.pepper));
    const { card } = row ?? {};
    const over = card?.status === 'active' && card.expiresAt !== undefined && new Date(card.expiresAt) <= new Date();
    return over ? { version: row!.version, card: { ...card, status: 'expired', balance: { ...card.balance, amount: '0' } } } : row;
  }

  async get(codeOrId: string, viewer: Viewer): Promise<Body | undefined> {
    const row = await this.find(codeOrId, viewer);
    return row && { version: row.version, body: bodyOf(row.card) };
  }
}

/** A card as it is answered. */
export function bodyOf(card: GiftCard): string {
  const { balance, held, loaded, spent, ...rest } = card;
  return JSON.stringify({ ...rest, balance: toHttpMoney(balance), held: toHttpMoney(held), loaded: toHttpMoney(loaded), spent: toHttpMoney(spent) });
}

export function storeGiftCards(tx: Tx, { giftCards }: ViewChanges): void {
  const rows = [...giftCards].sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return;
  tx.write({
    name: 'view-gift-cards',
    text: `insert into gift_card_view as v (id, code_index, version, document) select id, code_index, version, document::jsonb from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as g(id, code_index, version, document)
      on conflict (id) do update set version = excluded.version, document = excluded.document where excluded.version > v.version`,
    values: [rows.map(([id]) => id), rows.map(([, row]) => row.index), rows.map(([, row]) => row.version), rows.map(([, row]) => JSON.stringify(row.document))],
  });
}
