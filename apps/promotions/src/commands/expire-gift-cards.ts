import type { Outbound } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import { emptyCardBooks, expire, type CardRow } from '../domain/gift-cards.js';
import { loadOver, storeCards } from '../persistence/gift-cards.store.js';

const AT_A_TIME = 200;

/** Takes what is left on cards whose time is over (S15); nobody could spend it since that moment. Returns how many expired; any number of processes may look. */
export async function expireGiftCards(database: Database, publish: (cards: readonly CardRow[]) => Outbound): Promise<number> {
  return database.transact(async (tx, emit) => {
    const books = emptyCardBooks();
    await loadOver(tx, books, AT_A_TIME);
    const cards = [...books.cards.values()].filter((card) => expire(books, card));
    storeCards(tx, books);
    if (cards.length > 0) emit(publish(cards));
    return cards.length;
  });
}

/** Looks every `pauseMs` milliseconds until it is closed. */
export function startExpiry(database: Database, publish: (cards: readonly CardRow[]) => Outbound, pauseMs = 60_000): { close(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = expireGiftCards(database, publish)
      .catch((error: unknown) => database.log('gift cards could not be looked at', { error }))
      .finally(() => (busy = false));
  }, pauseMs).unref();
  return { close: async () => { clearInterval(timer); await running; } };
}
