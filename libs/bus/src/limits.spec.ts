import { RecordTooLarge, type OutgoingRecord } from './driver.js';
import { chunksOf, MAX_BATCH_BYTES, MAX_RECORD_BYTES, sizeOf } from './limits.js';

const record = (bytes: number): OutgoingRecord => ({ topic: 't', key: null, value: Buffer.alloc(bytes), headers: {} });

describe('chunksOf', () => {
  it('keeps order and loses nothing', () => {
    const records = Array.from({ length: 50 }, (_, i) => record(i * 9_000));
    const chunks = chunksOf(records);
    expect(chunks.flat()).toEqual(records);
    expect(Math.max(...chunks.map((chunk) => chunk.reduce((sum, one) => sum + sizeOf(one), 0)))).toBeLessThanOrEqual(MAX_BATCH_BYTES);
  });

  it('gives a record of the greatest size a chunk of its own', () => {
    expect(chunksOf([record(1), record(MAX_RECORD_BYTES), record(1)]).map((chunk) => chunk.length)).toEqual([1, 1, 1]);
  });

  it('refuses a larger one, counting key and headers', () => {
    const bytes = { topic: 't', key: 'ü'.repeat(10), value: Buffer.alloc(MAX_RECORD_BYTES - 20), headers: {} };
    expect(chunksOf([bytes])).toHaveLength(1);
    expect(() => chunksOf([{ ...bytes, headers: { a: 'b' } }])).toThrow(RecordTooLarge);
  });

  it('splits by count when asked to', () => {
    expect(chunksOf(Array.from({ length: 5 }, () => record(1)), 2).map((chunk) => chunk.length)).toEqual([2, 2, 1]);
  });
});
