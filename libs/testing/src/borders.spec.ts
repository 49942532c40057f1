import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

/** For each rule, one file that breaks it. Targets that are files of the house are made empty. */
const planted: ReadonlyArray<readonly [rule: string, file: string, imports: string]> = [
  ['domain-is-pure', 'apps/inventory/src/domain/reserve.ts', '@nestjs/common'],
  ['domain-is-pure', 'apps/orders/src/domain/process.ts', '../persistence/order.repository.js'],
  ['domain-runs-no-contracts', 'apps/promotions/src/domain/price.ts', '../../../../libs/contracts/src/money-like.js'],
  ['commands-know-no-doors', 'apps/orders/src/commands/cancel-order.ts', '../messages/published.js'],
  ['doors-do-not-touch-memory', 'apps/orders/src/messages/on-stock-reserved.ts', '../persistence/order.repository.js'],
  ['memory-knows-no-doors', 'apps/orders/src/persistence/tables.ts', '../messages/published.js'],
  ['apps-do-not-import-apps', 'apps/orders/src/main.ts', '../../inventory/src/index.js'],
  ['tools-see-only-the-index', 'apps/cli/src/verify.ts', '../../orders/src/verify-orders.js'],
  ['libs-do-not-import-apps', 'libs/service/src/start.ts', '../../../apps/orders/src/index.js'],
  ['kernel-depends-on-nothing', 'libs/kernel/src/money.ts', '../../bus/src/index.js'],
  ['contracts-know-only-kernel', 'libs/contracts/src/orders.ts', '../../outbox/src/index.js'],
  ['bus-does-not-know-who-uses-it', 'libs/bus/src/driver.ts', '../../outbox/src/index.js'],
  ['outbox-does-not-know-services', 'libs/outbox/src/relay.ts', '../../service/src/index.js'],
  ['kafkajs-stays-behind-the-seam', 'apps/channels/src/main.ts', 'kafkajs'],
  ['testing-stays-in-tests', 'apps/catalog/src/main.ts', '../../../libs/testing/src/index.js'],
  ['no-cycles', 'apps/customers/src/domain/a.ts', './b.js'],
];
const others: Readonly<Record<string, string>> = {
  'apps/customers/src/domain/b.ts': "import { x } from './a.js'; export const y = x;",
  'apps/orders/src/persistence/order.repository.ts': 'export const x = 1;',
  'apps/orders/src/messages/published.ts': 'export const x = 1;',
  'apps/orders/src/verify-orders.ts': 'export const x = 1;',
  'apps/orders/src/index.ts': 'export const x = 1;',
  'apps/inventory/src/index.ts': 'export const x = 1;',
  'libs/contracts/src/money-like.ts': 'export const x = 1;',
  'libs/bus/src/index.ts': 'export const x = 1;',
  'libs/outbox/src/index.ts': 'export const x = 1;',
  'libs/service/src/index.ts': 'export const x = 1;',
  'libs/testing/src/index.ts': 'export const x = 1;',
  'node_modules/kafkajs/package.json': '{"name":"kafkajs","version":"0.0.0","main":"index.js"}',
  'node_modules/kafkajs/index.js': 'exports.x = 1;',
  'node_modules/@nestjs/common/package.json': '{"name":"@nestjs/common","version":"0.0.0","main":"index.js"}',
  'node_modules/@nestjs/common/index.js': 'exports.x = 1;',
  // What is allowed, and must not be reported:
  'apps/inventory/src/domain/types-only.ts': "import type { x } from '../../../../libs/contracts/src/money-like.js'; export type Y = typeof x;",
  'apps/inventory/src/messages/allowed.ts': "import { x } from '../../../../libs/contracts/src/money-like.js'; export const y = x;",
};

interface Violation { from: string; to: string; rule: { name: string } }

describe('the borders of the house', () => {
  let folder: string;
  let violations: Violation[];

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'onefront-borders-')));
    const files = { ...others, ...Object.fromEntries(planted.map(([, file, target]) => [file, `import { x } from '${target}'; export const y = x;`])) };
    files['apps/customers/src/domain/a.ts'] = "import { y } from './b.js'; export const x = y;";
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    copyFileSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
    violations = cruise(folder);
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(planted)('%s is broken by %s', (rule, file) => {
    expect(violations.filter((violation) => violation.from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it('lets through what is allowed', () => {
    expect(violations.filter((violation) => /types-only|allowed/.test(violation.from))).toEqual([]);
  });

  it('has a planted violation for every rule', () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { forbidden } = require(join(root, '.dependency-cruiser.cjs')) as { forbidden: Array<{ name: string }> };
    expect(forbidden.map((rule) => rule.name).filter((name) => !planted.some(([rule]) => rule === name))).toEqual([]);
  });
});

/** Runs the real configuration over a tree and gives what it found. */
function cruise(cwd: string): Violation[] {
  const args = [join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--config', join(root, '.dependency-cruiser.cjs'), '--ts-config', 'tsconfig.base.json', '-T', 'json', 'apps', 'libs'];
  const output = execFileSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'inherit'] });
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}
