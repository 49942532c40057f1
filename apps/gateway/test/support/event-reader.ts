/** What one server-sent event said. */
export interface Told { readonly position: number; readonly type: string; readonly data: any }

export interface Stream {
  readonly status: number;
  readonly headers: Headers;
  /** The events one by one; ends when the stream does. */
  events(): AsyncGenerator<Told>;
  /** Everything that came that is no event: comments and `retry:`. */
  readonly asides: string[];
  close(): void;
}

/** Opens an event stream as a browser would, and reads it no faster than it is asked to. */
export async function openStream(url: string, token: string, headers: Record<string, string> = {}): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, ...headers }, signal: abort.signal });
  const asides: string[] = [];
  async function* events(): AsyncGenerator<Told> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          const fields = new Map(block.split('\n').map((line): [string, string] => { const [name, ...rest] = line.split(':'); return [name!, rest.join(':').trim()]; }));
          if (fields.has('data')) yield { position: Number(fields.get('id')), type: fields.get('event')!, data: JSON.parse(fields.get('data')!) };
          else asides.push(block);
        }
      }
    } catch (error) {
      // A connection that was cut ends the stream; what came before it counts.
      if (!abort.signal.aborted && !/terminated|aborted/.test(String(error))) throw error;
    }
  }
  return { status: response.status, headers: response.headers, events, asides, close: () => abort.abort() };
}
