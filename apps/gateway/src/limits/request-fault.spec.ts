import { faultOf } from './request-fault.js';

const fault = (url: string, ...rawHeaders: string[]) => faultOf({ url, httpVersion: '1.1', rawHeaders, headers: Object.fromEntries(rawHeaders.flatMap((one, index) => (index % 2 ? [] : [[one.toLowerCase(), rawHeaders[index + 1]!]]))) })?.status;

describe('a request by its first lines', () => {
  it('may have 8 kB of address and 100 parameters', () => {
    expect([fault(`/v1/stock?skus=${'x'.repeat(8_000)}`), fault(`/${'x'.repeat(8_192)}`)]).toEqual([undefined, 414]);
    expect([fault(`/v1/orders?${'a=1&'.repeat(99)}a=1`), fault(`/v1/orders?${'a=1&'.repeat(100)}a=1`), fault(`/v1/orders/${'&'.repeat(200)}`)]).toEqual([undefined, 400, undefined]);
  });
  it('may have 100 headers, and those that decide only once', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => [`x-${index}`, 'a']).flat();
    expect([fault('/', ...many(100)), fault('/', ...many(101))]).toEqual([undefined, 431]);
    expect([fault('/', 'Accept', 'a', 'accept', 'b'), fault('/', 'Authorization', 'a', 'authorization', 'a'), fault('/', 'Idempotency-Key', 'a', 'Idempotency-Key', 'b')]).toEqual([undefined, 400, 400]);
  });
  it('says where its body ends', () => {
    expect([fault('/', 'Transfer-Encoding', 'Chunked'), fault('/', 'Transfer-Encoding', 'xchunked'), fault('/', 'Transfer-Encoding', 'gzip, chunked')]).toEqual([undefined, 400, 400]);
  });
  it('comes with a body as it is', () => {
    expect([fault('/', 'Content-Encoding', 'identity'), fault('/', 'Content-Encoding', 'gzip'), fault('/', 'Content-Encoding', 'gzip, br')]).toEqual([undefined, 415, 415]);
  });
});
