// Verifies an exported audit without any code of ours:
//   curl -H "Authorization: Bearer $TOKEN" $BASE/v1/audit/export | node verify-audit.mjs [<position>:<hash> kept from an earlier run ...]
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

const canonical = (value) => // RFC 8785
  Array.isArray(value) ? `[${value.map(canonical).join(',')}]`
  : value !== null && typeof value === 'object' ? `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
  : JSON.stringify(value);
const fail = (words) => { console.error(`BROKEN: ${words}`); process.exit(1); };

const anchors = new Map(process.argv.slice(2).map((anchor) => anchor.split(':')));
let last;
for await (const line of createInterface({ input: process.stdin })) {
  const { position, hash, previousHash, ...entry } = JSON.parse(line);
  if (last && (position !== last.position + 1 || previousHash !== last.hash)) fail(`position ${last.position + 1} was removed or moved`);
  if (createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(canonical(entry)).digest('hex') !== hash) fail(`position ${position} was altered or put in`);
  if ((anchors.get(`${position}`) ?? hash) !== hash) fail(`position ${position} is not what it was: the chain was written anew`);
  anchors.delete(`${position}`);
  last = { position, hash };
}
if (anchors.size > 0) fail(`nothing at ${[...anchors.keys()].join(', ')}: the end was cut off, or the beginning was not given`);
console.log(`unbroken; keep ${last?.position ?? 0}:${last?.hash ?? '0'.repeat(64)}`);
