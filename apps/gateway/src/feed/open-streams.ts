/** How many streams a client may have open on one process. */
export const STREAMS_PER_CLIENT = 20;

/** Counts the open streams of this process. */
export class OpenStreams {
  private readonly byClient = new Map<string, number>();

  get count(): number {
    let sum = 0;
    for (const open of this.byClient.values()) sum += open;
    return sum;
  }

  /** Takes a place; undefined when the client has as many as it may. Give it back once. */
  take(client: string): (() => void) | undefined {
    const open = this.byClient.get(client) ?? 0;
    if (open >= STREAMS_PER_CLIENT) return undefined;
    this.byClient.set(client, open + 1);
    return () => {
      const left = this.byClient.get(client)! - 1;
      if (left > 0) this.byClient.set(client, left);
      else this.byClient.delete(client);
    };
  }
}
