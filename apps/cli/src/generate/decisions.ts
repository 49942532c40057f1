import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const head = `# Decisions

One page each: context, decision, consequences, what was measured. A decision that no longer holds stays, with its successor named in its status.
Numbers come from one machine with 2 cores that others used too: they compare ways of doing a thing, they promise nothing.

| | |
|---|---|
`;
const foot = `
A new one: copy the headings of any page, take the next number, write what you measured or that you measured nothing, then \`npm run generate\` for this list.
`;

/** docs/adr/README.md: every decision by its number and title. */
export function decisionsMarkdown(checkout: string): string {
  const folder = resolve(checkout, 'docs/adr');
  const rows = readdirSync(folder).filter((name) => /^\d{4}-.+\.md$/.test(name)).sort().map((name) => {
    const title = /^# (?:\d+\. )?(.+)$/m.exec(readFileSync(resolve(folder, name), 'utf8'))?.[1] ?? name;
    return `| [${name.slice(0, 4)}](${name}) | ${title} |\n`;
  });
  return head + rows.join('') + foot;
}
