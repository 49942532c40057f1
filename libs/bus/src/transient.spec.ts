import { isTransient } from './transient.js';

const coded = (code: string, message = 'said by the database'): Error => Object.assign(new Error(message), { code });

describe('isTransient', () => {
  it.each(['40001', '40P01', '55P03', '57P01', '57P02', '57P03', '08006', '08P01', '53300', '53100', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])('waits out %s', (code) => {
    expect(isTransient(coded(code))).toBe(true);
  });

  it.each(['23505', '23514', '22P02', '42P01', '42501', 'P0001', '0A000'])('does not wait out %s', (code) => {
    expect(isTransient(coded(code))).toBe(false);
  });

  it('goes by the SQL state, not by the words, when there is one', () => {
    expect(isTransient(coded('23514', 'violates check constraint "timeout_positive"'))).toBe(false);
  });

  it.each(['Connection terminated unexpectedly', 'Connection terminated due to connection timeout', 'timeout exceeded when trying to connect', 'Query read timeout', 'Client has encountered a connection error and is not queryable'])(
    'knows what pg says without a code: %s',
    (message) => expect(isTransient(new Error(message))).toBe(true),
  );

  it('looks into causes and aggregates', () => {
    expect(isTransient(new Error('no batch', { cause: coded('57P01') }))).toBe(true);
    expect(isTransient(new AggregateError([coded('ECONNREFUSED')], 'all addresses'))).toBe(true);
    expect(isTransient(Object.assign(new Error('a driver error'), { code: 'QUERY_FAILED', cause: coded('40P01') }))).toBe(true);
  });

  it('takes everything else for lasting', () => {
    for (const thrown of [new TypeError('x is not a function'), 'timeout', null, undefined, 42, {}]) expect(isTransient(thrown)).toBe(false);
  });

  it('survives a cause that goes in circles', () => {
    const error = new Error('round');
    error.cause = error;
    expect(isTransient(error)).toBe(false);
  });
});
