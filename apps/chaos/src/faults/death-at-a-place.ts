import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@onefront/cli';
import type { FailPlace, Fault, Member, Stage } from '../types.js';
import { present, seconds } from './choose.js';
import { ask } from './ask.js';

const TELLERS: readonly ServiceName[] = ['gateway', 'inventory', 'orders', 'customers', 'promotions'];

/** Who passes where while orders flow, and what a death there could break. */
const PLACES: Record<FailPlace, { readonly services: readonly ServiceName[]; readonly about: string }> = {
  'consumer:before-commit': { services: TELLERS, about: 'dies with the effects of a batch ready and not committed: they must come about once, by another process' },
  'consumer:after-commit': { services: TELLERS, about: 'dies between the effects of a batch and its offsets: it is delivered again and must do nothing' },
  'relay:before-send': { services: TELLERS, about: 'dies with rows of the outbox in hand: another relay must send them, in order' },
  'relay:after-send': { services: TELLERS, about: 'dies between the acknowledgement of messages and the end of their outbox rows: they are sent twice and must count once' },
  'intake:before-commit': { services: ['gateway'], about: 'dies with requests in hand and nothing stored: their callers ask the other gateway, under the same key' },
  'intake:after-commit': { services: ['gateway'], about: 'dies between storing requests and answering them: who asks again must get the same order' },
  'executor:before-effect': { services: ['inventory', 'orders'], about: 'dies with a work item claimed and its effect not begun: its lease must end' },
  'executor:after-effect': { services: ['inventory', 'orders'], about: 'dies between an effect and its result: the effect is repeated and must count once' },
};

const PASSED_WITHIN_MS = 30_000;

/** One class of fault per place: each process of a service is armed to kill itself there, and the first that comes by does. */
export const deathsAtPlaces: readonly Fault[] = (Object.keys(PLACES) as FailPlace[]).map((place) => ({
  name: `death-${place.replace(':', '-')}`,
  about: `a process ${PLACES[place].about}`,
  missing: (cluster) => (present(cluster, PLACES[place].services).length > 0 ? undefined : `no process of ${PLACES[place].services.join(', ')} passes ${place} here`),
  strike: (stage) => dieAt(stage, place),
}));

async function dieAt(stage: Stage, place: FailPlace): Promise<string> {
  const { cluster, random } = stage;
  const service = random.pick(present(cluster, PLACES[place].services));
  const nth = random.int(1, place.startsWith('executor') ? 3 : 12);
  const armed = cluster.membersOf(service).filter((member) => member.alive);
  const from = performance.now();
  try {
    for (const member of armed) await member.inside.killAt(place, nth);
    if (place.startsWith('executor')) await giveWork(stage);
    const dead = await firstDead(stage, armed, place);
    const after = performance.now() - from;
    await disarm(armed, place);
    await stage.hold(random.int(0, 1_500) * stage.scale);
    return `${dead.name} killed itself the ${ordinal(nth)} time it came to ${place}, ${seconds(after)} after it was told`;
  } finally {
    await disarm(armed, place);
    for (const member of armed) if (!member.alive) await member.restart();
  }
}

/** One that does not answer has come there as well, and is dead a moment later. */
async function disarm(armed: readonly Member[], place: FailPlace): Promise<void> {
  for (const member of armed.filter(({ alive }) => alive)) {
    await member.inside.killAt(place, 0).catch(async () => {
      for (let looks = 0; member.alive && looks < 100; looks += 1) await pause(100);
    });
  }
}

async function firstDead(stage: Stage, armed: readonly Member[], place: FailPlace): Promise<Member> {
  const from = performance.now();
  for (;;) {
    const dead = armed.find((member) => !member.alive);
    if (dead) return dead;
    if (performance.now() - from > PASSED_WITHIN_MS) throw new Error(`No process of ${armed[0]?.service} came often enough to ${place} within ${PASSED_WITHIN_MS / 1000} s; are orders flowing?`);
    await stage.hold(20);
  }
}

/** Holds that end give inventory work all the time; where there are none, its sales channels are worked out anew, which changes nothing. */
async function giveWork({ cluster }: Stage): Promise<void> {
  await ask(cluster.databases['inventory']!, `insert into messaging.work_item (kind, id, payload, due_at)
    select 'refresh-channel', id, 'null'::jsonb, clock_timestamp() from inventory.channel order by id
    on conflict (kind, id) do update set due_at = excluded.due_at, revision = messaging.work_item.revision + 1`);
}

function ordinal(n: number): string {
  return `${n}${['th', 'st', 'nd', 'rd'][n < 4 ? n : 0] ?? 'th'}`;
}
