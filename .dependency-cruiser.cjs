/**
 * The borders of the house (docs/architecture.md). Each rule is proved by a planted violation in libs/testing/src/borders.spec.ts;
 * a rule that cannot fail is deleted.
 */
const app = '^apps/([^/]+)/src/';
const service = '^apps/(catalog|inventory|orders|customers|promotions|gateway|channels)/src/';
const frameworks = '^(node_modules/)?(@nestjs/|typeorm|pg$|pg/|kafkajs|rxjs|undici|pino|prom-client)';
const lib = (names) => `^libs/(${names})/`;
const typeOnly = { dependencyTypesNot: ['type-only'] };

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'Rules are plain functions: no framework, no bus, no delivery. Types of contracts may be named, their code may not be run.',
      severity: 'error',
      from: { path: `${service}domain/`, pathNot: '\\.spec\\.ts$' },
      to: { path: [frameworks, lib('bus|outbox|service|local|testing'), `${app}(commands|queries|messages|http|persistence|intake|views|feed|partners)/`, '^(node:)?(fs|net|http|https|child_process)$'] },
    },
    {
      name: 'domain-runs-no-contracts',
      comment: 'A rule does not parse, publish or know topics; it may name the types.',
      severity: 'error',
      from: { path: `${service}domain/`, pathNot: '\\.spec\\.ts$' },
      to: { path: lib('contracts'), ...typeOnly },
    },
    {
      name: 'commands-know-no-doors',
      comment: 'A verb does not know whether HTTP or the bus asked for it.',
      severity: 'error',
      from: { path: `${service}commands/`, pathNot: '\\.spec\\.ts$' },
      to: { path: [lib('bus|service'), `${app}(messages|http)/`, '^(node_modules/)?(@nestjs/)'] },
    },
    {
      name: 'doors-do-not-touch-memory',
      comment: 'messages/ translates and calls; it never reads or writes tables.',
      severity: 'error',
      from: { path: `${service}messages/`, pathNot: '\\.spec\\.ts$' },
      to: { path: [`${app}persistence/`, '^(node_modules/)?(pg|typeorm)(/|$)'] },
    },
    {
      name: 'memory-knows-no-doors',
      comment: 'persistence/ stores plain types; it knows no contract, route or message.',
      severity: 'error',
      from: { path: `${service}persistence/`, pathNot: '\\.spec\\.ts$' },
      to: { path: [`${app}(messages|http)/`, '^(node_modules/)?(@nestjs/)'] },
    },
    {
      name: 'apps-do-not-import-apps',
      comment: 'Services meet on the bus. Only the tools that look at all of them (cli, e2e, chaos, simulation) import their index.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/(cli|e2e|chaos|simulation)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'tools-see-only-the-index',
      comment: 'the tools use what a service exports, not its rooms.',
      severity: 'error',
      from: { path: '^apps/(cli|e2e|chaos|simulation)/' },
      to: { path: '^apps/[^/]+/(src|dist)/(?!index)', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-do-not-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'kernel-depends-on-nothing',
      severity: 'error',
      from: { path: '^libs/kernel/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^libs/(?!kernel/)', frameworks] },
    },
    {
      name: 'contracts-know-only-kernel',
      severity: 'error',
      from: { path: '^libs/contracts/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^libs/(?!kernel/|contracts/)', frameworks] },
    },
    {
      name: 'bus-does-not-know-who-uses-it',
      severity: 'error',
      from: { path: '^libs/bus/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(?!kernel/|bus/)' },
    },
    {
      name: 'outbox-does-not-know-services',
      severity: 'error',
      from: { path: '^libs/outbox/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^libs/(service|local|testing|channel-kit)/', '^(node_modules/)?@nestjs/'] },
    },
    {
      name: 'kafkajs-stays-behind-the-seam',
      comment: 'R1: no type, error or setting of the client outside libs/bus; the launcher in libs/local may ask a broker whether it answers.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/(bus|local)/' },
      to: { path: '^(node_modules/)?kafkajs' },
    },
    {
      name: 'testing-stays-in-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/[^/]+/src/', pathNot: ['\\.spec\\.ts$', '^libs/testing/', '^apps/(e2e|chaos|simulation)/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: typeOnly },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|var|coverage)/' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: { conditionNames: ['onefront-source', 'types', 'import', 'require', 'node', 'default'], exportsFields: ['exports'] },
  },
};
