import { routes } from '../http/routes/index.js';
import { limitsOf } from './route-limits.js';

const by = (name: 'class' | 'priority') => (value: string | undefined) => routes.filter((one) => limitsOf(one)[name] === value).map((one) => `${one.method} ${one.path}`);

describe('the limits of routes', () => {
  it('are missing only where no token is asked for, and for metrics', () => {
    expect(by('class')(undefined).sort()).toEqual(routes.filter((one) => one.scope === 'public' || one.path === '/metrics').map((one) => `${one.method} ${one.path}`).sort());
  });
  it('know prices and files', () => {
    expect(by('class')('quote')).toEqual(['POST /v1/quotes']);
    expect(by('class')('file').sort()).toEqual(['GET /v1/exports', 'POST /v1/imports']);
  });
  it('never shed probes and metrics', () => {
    expect(by('priority')('never').sort()).toEqual(['GET /health/live', 'GET /health/ready', 'GET /metrics']);
  });
  it('shed what tills and warehouses write last', () => {
    expect(by('priority')('till')).toEqual(expect.arrayContaining(['POST /v1/orders', 'POST /v1/orders/{id}/cancellation', 'POST /v1/orders/{id}/returns', 'POST /v1/returns', 'POST /v1/fulfillments/{id}/collect', 'POST /v1/tills/{id}/sales']));
    expect(by('priority')('till').every((one) => one.startsWith('POST '))).toBe(true);
  });
  it('shed lists, prices and files first, single reads and other writes after them', () => {
    expect(by('priority')('last')).toEqual(expect.arrayContaining(['GET /v1/orders', 'GET /v1/products', 'GET /v1/stock', 'POST /v1/quotes', 'POST /v1/imports', 'GET /v1/exports']));
    expect(by('priority')('usual')).toEqual(expect.arrayContaining(['GET /v1/orders/{id}', 'GET /v1/stock/{sku}', 'GET /v1/products/{sku}/channels/{channelId}', 'PUT /v1/products/{sku}', 'POST /oauth/token', 'GET /v1/operations/{id}']));
  });
});
