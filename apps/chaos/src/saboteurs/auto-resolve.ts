import type { Saboteur } from './saboteur.js';

export const autoResolve: Saboteur = {
  name: 'auto-resolve',
  about: 'the Kafka client resolves and commits every batch that it has handed over, handled or not',
  provokedBy: 'consumers killed, or bereft of a partition, with records that were fetched and not handled',
  faults: ['death-consumer-before-commit', 'kill'],
  caughtBy: ['I1', 'I10'],
  edits: [
    { file: 'libs/bus/dist/kafka/kafka-consumer.js', find: 'autoCommit: false,\n            eachBatchAutoResolve: false,', replace: 'autoCommit: true,\n            eachBatchAutoResolve: true,' },
  ],
};
