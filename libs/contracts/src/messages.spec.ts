import { allMessages, decode, encode } from './index.js';

describe.each(allMessages().map((definition) => [definition.type, definition] as const))('%s', (_type, definition) => {
  it('reads its own sample back from the wire', () => {
    const encoded = encode({ definition, key: 'k', data: definition.sample }, 'test');
    expect(decode({ key: 'k', value: encoded.value, headers: encoded.headers }).data).toEqual(definition.sample);
  });
});
