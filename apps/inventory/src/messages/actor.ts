import type { Inbound } from '@onefront/contracts';

/** Who stands behind a message, for the ledger: the service that sent it and, behind a slash, the client for whom. */
export function actorOf({ source, partner }: Pick<Inbound, 'source' | 'partner'>): string {
  const service = source.replace(/^\/onefront\//, '');
  return partner ? `${service}/${partner}` : service;
}
