import type { ServiceName } from '@onefront/cli';
import type { Cluster, Member, Random } from '../types.js';

/** Services that decide by what they hear; each is also a consumer group of that name. */
export const OWNERS: readonly ServiceName[] = ['catalog', 'inventory', 'orders', 'customers', 'promotions'];

/** A member that runs, of any service or of those given. Throws when none runs. */
export function anyMember({ cluster, random }: { readonly cluster: Cluster; readonly random: Random }, services?: readonly ServiceName[]): Member {
  const running = cluster.members.filter((member) => member.alive && (!services || services.includes(member.service)));
  if (running.length === 0) throw new Error(`No process of ${services?.join(', ') ?? 'any service'} runs; what has ended before must be restarted first.`);
  return random.pick(running);
}

/** Services with processes in this cluster, of those given. */
export function present(cluster: Cluster, services: readonly ServiceName[]): ServiceName[] {
  return services.filter((service) => cluster.membersOf(service).length > 0);
}

/** Seconds with one decimal, for sentences. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
