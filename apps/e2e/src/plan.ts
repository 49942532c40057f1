import { freePort } from '@onefront/local';
import { planHouse, services, type Addresses, type Planned, type Secrets, type ServiceName } from '@onefront/cli';

export interface Crew {
  /** Processes per service; 1 where nothing is said, 0 leaves it out. The connector and its simulator run only where asked for. */
  readonly processes: Partial<Record<ServiceName, number>>;
  /** Added to the environment of every process of the service. */
  readonly environment: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
}

/** One process of the plan, and where it answers HTTP (gateway and promotions). */
export interface Post extends Planned {
  readonly service: ServiceName | 'simulator';
  readonly httpPort?: number;
}

export type Site = Omit<Addresses, 'ports'>;

/**
 * The processes of a world: those of `onefront start`, some of them several times. Names are `inventory-1`, `inventory-2`, ...
 * Further processes differ from the first in their name and ports only, as replicas do in production.
 */
export async function planWorld(site: Site, secrets: Secrets, { processes, environment }: Crew): Promise<Post[]> {
  const ports = await choosePorts();
  const planned = planHouse({ ...site, ports: ports.fixed }, secrets, 'warn');
  const posts = await Promise.all(planned.flatMap((one) => {
    const service = one.name as Post['service'];
    const count = service === 'simulator' ? Math.min(1, processes.channels ?? 0) : (processes[service] ?? (service === 'channels' ? 0 : 1));
    const extra = service === 'simulator' ? {} : (environment[service] ?? {});
    return Array.from({ length: count }, async (_, index) => replica({ ...one, service, env: { ...one.env, ...extra } }, index, ports.next));
  }));
  return posts;
}

async function replica(post: Post, index: number, nextPort: () => Promise<number>): Promise<Post> {
  if (post.service === 'simulator') return post;
  const name = `${post.service}-${index + 1}`;
  const metrics = index === 0 ? Number(post.env['METRICS_PORT']) : await nextPort();
  const http = post.env['HTTP_PORT'] === undefined ? undefined : index === 0 ? Number(post.env['HTTP_PORT']) : await nextPort();
  return {
    ...post, name, ready: `http://127.0.0.1:${metrics}/health/ready`,
    env: { ...post.env, INSTANCE_ID: name, METRICS_PORT: String(metrics), ...(http === undefined ? {} : { HTTP_PORT: String(http) }) },
    ...(http === undefined ? {} : { httpPort: http }),
  };
}

/** Free ports, none of them twice. */
async function choosePorts(): Promise<{ fixed: Addresses['ports']; next: () => Promise<number> }> {
  const taken = new Set<number>();
  const next = async (): Promise<number> => {
    for (;;) {
      const port = await freePort();
      if (taken.has(port)) continue;
      taken.add(port);
      return port;
    }
  };
  const names = ['gateway', 'promotions', 'simulator', ...services.map((name) => `${name}Metrics`)];
  const fixed: Record<string, number> = {};
  for (const name of names) fixed[name] = await next();
  return { fixed: fixed as Addresses['ports'], next };
}
