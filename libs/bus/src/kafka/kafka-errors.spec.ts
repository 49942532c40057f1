import { KafkaJSGroupCoordinatorNotFound, KafkaJSNonRetriableError } from 'kafkajs';
import { isNamed } from './kafka-errors.js';

describe('errors of the library', () => {
  const nobody = new KafkaJSGroupCoordinatorNotFound('Failed to find group coordinator');

  it('are known by their name, wrapped or not', () => {
    expect(isNamed(nobody, 'KafkaJSGroupCoordinatorNotFound')).toBe(true);
    const givenUp = new KafkaJSNonRetriableError(nobody as never);
    expect(isNamed(Object.assign(givenUp, { cause: nobody }), 'KafkaJSGroupCoordinatorNotFound')).toBe(true);
    expect(isNamed(Object.assign(new Error('x'), { originalError: nobody }), 'KafkaJSGroupCoordinatorNotFound')).toBe(true);
  });

  it('are not taken for others', () => {
    expect(isNamed(new TypeError('no'), 'KafkaJSGroupCoordinatorNotFound')).toBe(false);
    expect(isNamed(undefined, 'KafkaJSGroupCoordinatorNotFound')).toBe(false);
  });
});
