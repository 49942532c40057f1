const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|[^\s{}[\],:"]+)/y;

/** Whether some object of a JSON text names a member twice. Parsers differ in which of them counts, so that one reads what another has not checked. */
export function namesTwice(json: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let atName = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(json); match; match = TOKEN.exec(json)) {
    const [, mark, text] = match;
    if (mark === '{' || mark === '[') open.push(mark === '{' ? new Set() : undefined);
    if (mark === '}' || mark === ']') open.pop();
    const names = open.at(-1);
    if (text !== undefined && atName && names) {
      const name = JSON.parse(text) as string;
      if (names.has(name)) return true;
      names.add(name);
    }
    atName = mark === '{' || (mark === ',' && names !== undefined);
  }
  return false;
}
