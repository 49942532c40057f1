/** Waits until the check gives something truthy; says what it waited for. */
export async function eventually<T>(what: string, check: () => Promise<T> | T, timeoutMs = 20_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

let names = 0;
const run = Date.now().toString(36);

/** A name that no other test uses. */
export function fresh(name: string): string {
  names += 1;
  return `${name}-${run}-${names}`;
}
