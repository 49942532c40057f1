import { assumptions, clusterFor, limitsOf, type Costs } from './model.js';

const costs: Costs = { services: { gateway: 1, orders: 0.6 }, databases: { gateway: 0.5, orders: 0.25 }, kafka: 0.2, walBytes: 30_000, commits: 2, measuredAt: 500, hotSku: 20_000 };

describe('the model of a cluster', () => {
  it('plans cores with room left, and never fewer than two processes', () => {
    const { processes, databases, brokers, walMbPerSecond } = clusterFor(costs, 6_000);
    expect(processes).toEqual({ gateway: 10, orders: 6 });
    expect(databases).toEqual({ gateway: { cores: 5, servers: 1 }, orders: { cores: 3, servers: 1 } });
    expect(brokers).toBe(3);
    expect(walMbPerSecond).toBe(180);
    expect(clusterFor(costs, 10).processes).toEqual({ gateway: 2, orders: 2 });
  });

  it('names what ends first, and what is beyond at a rate', () => {
    const limits = limitsOf(costs);
    expect(limits[0]).toMatchObject({ name: 'write-ahead log of the busiest database', at: assumptions.walPerSecond / 20_000 });
    expect(limits.map(({ at }) => at)).toEqual([...limits.map(({ at }) => at)].sort((a, b) => a - b));
    expect(clusterFor(costs, 1_000).beyond).toEqual([]);
    expect(clusterFor(costs, 100_000).beyond.map(({ name }) => name)).toContain('database of gateway');
  });
});
