import { v7 } from 'uuid';

/** A new UUIDv7 (RFC 9562): sortable by time, monotone within this process. */
export function newId(): string {
  return v7();
}
