import { createHash } from 'node:crypto';

export interface Copied { readonly event_id: string; readonly type: string; readonly subject: string; readonly at: Date; readonly position: string; readonly body: string }

/** The event's id as it may stand in a signature: the same at every attempt, redelivery and replay, and to be remembered by receivers. */
export function messageIdOf(eventId: string): string {
  return `msg_${createHash('sha256').update(eventId).digest('base64url').slice(0, 32)}`;
}

/** What is sent: the CloudEvent of `/v1/events`, with the `timestamp` of Standard Webhooks, and its position as `sequence` (CloudEvents extension). */
export function messageBody({ event_id, type, subject, at, position, body }: Copied): string {
  const time = at.toISOString();
  return JSON.stringify({ type, timestamp: time, specversion: '1.0', id: event_id, source: '/onefront', subject, time, sequence: position, datacontenttype: 'application/json', data: JSON.parse(body) as unknown });
}
