import type { z } from 'zod';

interface Terms {
  readonly advance?: boolean | undefined;
  readonly lines: readonly { readonly disposition?: string | undefined }[];
  readonly payment?: Payment | readonly Payment[] | undefined;
}
interface Payment { readonly method: string; readonly amount?: unknown }

/** What an exchange has to say (S7): in what state goods are that are here; of goods that come later, by which card what leaves is paid until then. */
export function checkExchange({ advance, lines, payment }: Terms, context: Pick<z.RefinementCtx, 'addIssue'>): void {
  const wrong = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  lines.forEach((line, index) => {
    if (!advance && line.disposition === undefined) wrong(['lines', index, 'disposition'], 'says in what state the goods are');
    if (advance && line.disposition !== undefined) wrong(['lines', index, 'disposition'], 'is said when the goods have come and are inspected');
  });
  const [card, ...others] = payment === undefined ? [] : [payment].flat();
  if (advance && (card?.method !== 'card' || card.amount !== undefined || others.length > 0)) wrong(['payment'], 'goods that leave first stand against one card, without an amount');
}
