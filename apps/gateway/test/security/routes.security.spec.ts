import { request as httpRequest } from 'node:http';
import { tally } from '@onefront/testing';
import { join } from 'node:path';
import ts from 'typescript';
import { openApiOf, routes } from '../../src/index.js';
import { allScopes } from '../../src/partners/scopes.js';
import { startGateways, type Gateways } from '../support/gateways.js';

const OTHERS = ['OPTIONS', 'TRACE', 'PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'SEARCH', 'PURGE', 'REPORT'];

interface Raw { readonly status: number; readonly allow: string | undefined; readonly type: string | undefined; readonly body: string }

describe('routes', () => {
  let gateways: Gateways;
  beforeAll(async () => { gateways = await startGateways(1); }, 240_000);
  afterAll(() => gateways?.close());

  const documented = () => Object.entries((openApiOf(routes) as { paths: Record<string, object> }).paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  /** Methods that fetch refuses to send. */
  const raw = (method: string, path: string): Promise<Raw> => new Promise((resolve, reject) => {
    const { port } = new URL(gateways.bases[0]!);
    const sent = httpRequest({ port, host: '127.0.0.1', method, path, headers: { authorization: `Bearer ${gateways.token}` } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; }).on('end', () => resolve({ status: response.statusCode!, allow: response.headers.allow, type: response.headers['content-type'], body }));
    });
    sent.on('error', reject).end();
  });

  it('that are served are those of the document, and no others', () => {
    const lines: string = gateways.running[0]!.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    const served: string[] = [];
    const path: string[] = [];
    for (const line of lines.split('\n')) {
      const match = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, -]+)\))?$/.exec(line);
      if (!match) continue;
      path.length = match[1]!.length / 4;
      path.push(match[2]!);
      const url = path.join('').replaceAll(/:([A-Za-z]+)/g, '{$1}');
      for (const method of match[3]?.split(', ') ?? []) if (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) served.push(`${method} ${url}`);
    }
    const known = new Set(documented());
    expect(served.length).toBeGreaterThan(known.size);
    // A path refuses its other methods itself: those answer 405, which the next test holds them to.
    const paths = new Set([...known].map((one) => one.split(' ')[1]!));
    expect(served.filter((one) => !known.has(one) && !paths.has(one.split(' ')[1]!))).toEqual([]);
    expect([...known].filter((one) => !served.includes(one))).toEqual([]);
  });

  it('have no other methods: 405 with those that there are; what is nowhere is 404 by any method', async () => {
    const known = documented();
    const matching = (path: string) => known.filter((one) => new RegExp(`^${one.split(' ')[1]!.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
    let cells = 0;
    for (const path of new Set(known.map((one) => one.split(' ')[1]!))) {
      const filled = path.replaceAll(/\{\w+\}/g, '1');
      const allowed = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => matching(filled).some((one) => one.startsWith(`${method} `)) || known.includes(`${method} ${path}`));
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', ...OTHERS].filter((one) => !allowed.includes(one))) {
        const { status, allow, type, body } = await raw(method, filled);
        cells += 1;
        expect([method, path, status, allow, type]).toEqual([method, path, 405, allowed.join(', '), 'application/problem+json']);
        expect(body).not.toMatch(/node_modules|\.ts:|at /);
      }
    }
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', ...OTHERS]) for (const path of ['/nowhere', '/v1/nowhere', '/v1/orders/1/nowhere', '/v2/orders', '/v1//orders', '/V1/orders']) {
      cells += 1;
      expect([method, path, (await raw(method, path)).status]).toEqual([method, path, 404]);
    }
    tally('methods', cells, cells);
    process.stdout.write(`methods: ${cells} cells\n`);
  }, 180_000);

  it('say which scope they need: each a known one, `any` for what is the caller\'s own, or `public` for what stands in this list', () => {
    expect(routes.filter((spec) => spec.scope === 'public').map((spec) => spec.path).sort()).toEqual(['/docs', '/docs/{file}', '/health/live', '/health/ready', '/oauth/token', '/openapi.json', '/v1/payments/stripe/webhook']);
    expect(routes.filter((spec) => spec.scope === 'any').map((spec) => spec.path)).toEqual(['/v1/operations/{id}']);
    expect(routes.filter((spec) => !['public', 'any', ...allScopes].includes(spec.scope)).map((spec) => spec.path)).toEqual([]);
    // Every scope opens something.
    expect(allScopes.filter((scope) => !routes.some((spec) => spec.scope === scope) && !['stock:read:locations'].includes(scope))).toEqual([]);
  });

  it('do not compile without a scope, or with one that there is not', () => {
    const about = (scope: string) => `import { route } from './route.js';\nexport const one = route({ method: 'GET', path: '/x', ${scope} tag: 'x', summary: 'x', answers: { 204: 'empty' }, handle: async () => ({ status: 204 }) });\n`;
    expect(errorsOf(about(`scope: 'orders:read',`))).toEqual([]);
    expect(errorsOf(about('')).join()).toMatch(/'scope' is missing/);
    expect(errorsOf(about(`scope: 'orders:eat',`)).join()).toMatch(/orders:eat/);
  }, 120_000);
});

/** What the compiler says of a file beside `http/route.ts`. */
function errorsOf(text: string): string[] {
  const root = join(__dirname, '../..');
  const file = join(root, 'src/http/planted.ts');
  const { config } = ts.readConfigFile(join(root, '../../tsconfig.base.json'), ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noEmit: true, composite: false, incremental: false }, root);
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true) : read(name, ...rest));
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === file || exists(name);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' '));
}
