import type { Direction, Fault, Link, Stage } from '../types.js';
import { seconds } from './choose.js';

type Kind = 'database' | 'broker';

/** What is done to a link, in words; undone by `heal`. */
type Spoil = (link: Link, stage: Stage) => { readonly ms: number; readonly words: string };

const MOST_MS = 30_000;
const lasting = ({ random, scale }: Stage, least: number, most: number): number => Math.min(MOST_MS, random.int(least, most) * scale);

const ways: Record<Direction, string> = { up: 'nothing went out', down: 'nothing came back', both: 'nothing went through' };

const cut = (directions: readonly Direction[]): Spoil => (link, stage) => {
  const direction = stage.random.pick(directions);
  link.cut(direction);
  return { ms: lasting(stage, 4_000, 9_000), words: ways[direction] };
};

const reset: Spoil = (link, stage) => {
  link.reset(20);
  return { ms: lasting(stage, 4_000, 8_000), words: 'a fifth of all connections were reset' };
};

const latency: Spoil = (link, stage) => {
  const delay = Math.min(3_000, stage.random.int(200, 1_000) * stage.scale);
  link.delay(delay);
  return { ms: lasting(stage, 4_000, 8_000), words: `everything came ${delay} ms late, each way` };
};

/** Bytes are kept, not lost: the far side answers nothing and then everything. */
const stall: Spoil = (link, stage) => {
  const ms = lasting(stage, 5_000, 8_000);
  link.delay(ms * 2);
  return { ms, words: 'nothing came through, and then all at once' };
};

const spoils = {
  'cut-one-way': { spoil: cut(['up', 'down']), about: 'one way is cut: questions that are carried out and never answered, or answers without end to nobody' },
  'cut-both-ways': { spoil: cut(['both']), about: 'both ways are cut and connections stay open: nobody says that anything is wrong' },
  reset: { spoil: reset, about: 'a fifth of the connections are reset, old ones and new' },
  latency: { spoil: latency, about: 'everything is late: time limits, heartbeats and leases are put to the test' },
  stall: { spoil: stall, about: 'everything stands still and then comes at once' },
} satisfies Record<string, { spoil: Spoil; about: string }>;

const places: Record<Kind, string> = { database: 'between a service and PostgreSQL', broker: 'between everybody and a broker' };

/** Every way of spoiling a network, between a service and its database and before a broker. */
export const linkFaults: readonly Fault[] = (Object.keys(places) as Kind[]).flatMap((kind) =>
  Object.entries(spoils).map(([name, { spoil, about }]) => ({
    name: `${kind}-${name}`,
    about: `${places[kind]}, ${about}`,
    strike: (stage: Stage) => spoilOne(stage, kind, spoil),
  })));

async function spoilOne(stage: Stage, kind: Kind, spoil: Spoil): Promise<string> {
  const links = kind === 'database' ? stage.cluster.databaseLinks : stage.cluster.brokerLinks;
  const link = stage.random.pick([...(links as ReadonlyMap<unknown, Link>).values()]);
  try {
    const { ms, words } = spoil(link, stage);
    await stage.hold(ms);
    return `${link.name}: ${words}, for ${seconds(ms)}`;
  } finally {
    link.heal();
  }
}
