/** One block of a stream of server-sent events. */
export interface EventBlock {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** Where a stream without a position began: Onefront says so in its first comment, and one that breaks before its first event goes on from there. */
const BEGAN = /^from (\d+)$/;

/** Reads server-sent events as the WHATWG describes them. `heard` is called for every piece that comes, comments too. A block that breaks off is dropped. */
export async function* readEventStream(body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<EventBlock, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let block: { id?: string; event?: string; data?: string } = {};
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    heard();
    rest += decoder.decode(piece, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) {
      if (line !== '') {
        block = withLine(block, line);
        continue;
      }
      if (block.id !== undefined || block.data !== undefined) yield block;
      block = {};
    }
  }
}

function withLine(block: EventBlock, line: string): EventBlock {
  const colon = line.indexOf(':');
  if (colon === 0) {
    const began = BEGAN.exec(line.slice(1).trim())?.[1];
    return began === undefined ? block : { ...block, id: began };
  }
  const name = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'data') return { ...block, data: block.data === undefined ? value : `${block.data}\n${value}` };
  return name === 'id' || name === 'event' ? { ...block, [name]: value } : block;
}
