/** How a message left the consumer. */
export type MessageOutcome = 'handled' | 'refused' | 'repeated' | 'duplicate' | 'passed' | 'parked' | 'quarantined' | 'released';

/** Plain callbacks, so that this library knows no metrics client. Bound by libs/service. */
export interface Observe {
  /** `onefront_messages_total{consumer,outcome}`. */
  messages?(consumer: string, outcome: MessageOutcome, count: number): void;
  /** `onefront_consumer_batch_seconds{consumer}`. */
  batchSeconds?(consumer: string, seconds: number): void;
  /** `onefront_outbox_relayed_total`. */
  relayed?(count: number): void;
}
