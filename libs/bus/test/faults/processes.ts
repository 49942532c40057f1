import path from 'node:path';
import { startProcess, type LocalProcess } from '@onefront/local';
import { waitFor } from '@onefront/testing';
import { createBusDriver, type BusConfig } from '../../src/index.js';
import { keyed, Scene, SESSION_MS } from '../conformance/scene.js';
import type { MemberEvent, MemberSettings } from './member.js';

const ROOT = path.resolve(__dirname, '../../../..');

interface Member {
  readonly process: LocalProcess;
  readonly events: MemberEvent[];
  handled(): string[];
  has(is: MemberEvent['is']): boolean;
}

async function startMember(name: string, settings: MemberSettings): Promise<Member> {
  const events: MemberEvent[] = [];
  const process_ = await startProcess({
    name,
    command: process.execPath,
    args: ['--require', path.join(ROOT, 'scripts/source.cjs'), path.join(__dirname, 'member.ts')],
    cwd: ROOT,
    env: { MEMBER: JSON.stringify(settings), NODE_OPTIONS: undefined },
    onLine: (line) => void (line.startsWith('{') && events.push(JSON.parse(line) as MemberEvent)),
  });
  return {
    process: process_,
    events,
    handled: () => events.flatMap((event) => (event.is === 'handled' ? event.texts : [])),
    has: (is) => events.some((event) => event.is === is),
  };
}

/** What must hold when whole processes of a group die or freeze. */
export function processFaults(config: () => BusConfig): void {
  describe('processes of a group', () => {
    let scene: Scene;
    let members: Member[];
    beforeEach(() => {
      scene = new Scene(() => createBusDriver(config()));
      members = [];
    });
    afterEach(async () => {
      await Promise.all(members.map((member) => member.process.kill9()));
      await scene.close();
    });

    const join = async (topic: string, workMs: number): Promise<Member> => {
      const member = await startMember(`member-${members.length}`, { bus: config(), group: scene.group, topics: [topic], sessionMs: SESSION_MS, workMs, maxRecords: 5 });
      members.push(member);
      return member;
    };
    const send = (topic: string, from: number, count: number): Promise<void> =>
      scene.send(...Array.from({ length: count }, (_, i) => keyed(topic, `k${from + i}`, String(from + i))));
    const all = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i)).sort();
    const handled = (): string[] => [...new Set(members.flatMap((member) => member.handled()))].sort();

    it('take over from one that is killed, losing nothing', async () => {
      const topic = await scene.topic(4);
      const victim = await join(topic, 20);
      await waitFor(() => victim.has('assigned'), { timeoutMs: 20_000 });
      const survivor = await join(topic, 20);
      await waitFor(() => survivor.has('assigned'), { timeoutMs: 20_000 });
      await send(topic, 0, 200);
      await waitFor(() => victim.handled().length > 20, { timeoutMs: 20_000 });
      await victim.process.kill9();
      await send(topic, 200, 100);
      await waitFor(() => handled().length === 300, { timeoutMs: 30_000, what: 'every record handled' });
      expect(handled()).toEqual(all(300));
      await scene.settled([topic]);
      const twice = [...victim.handled(), ...survivor.handled()].length - 300;
      // Handled but not committed when it died: a few batches of each of its two partitions, more when the machine is busy.
      expect(twice).toBeLessThanOrEqual(2 * 6 * 5);
    }, 60_000);

    it('tell one that was frozen past its session to stop, and do not let it commit (R6, R7)', async () => {
      const topic = await scene.topic(2);
      const frozen = await join(topic, 400);
      await waitFor(() => frozen.has('assigned'), { timeoutMs: 20_000 });
      await send(topic, 0, 60);
      await waitFor(() => frozen.has('begun'), { timeoutMs: 20_000 });
      process.kill(frozen.process.pid, 'SIGSTOP');
      const handledBefore = frozen.handled().length;
      const heir = await join(topic, 0);
      await waitFor(() => heir.handled().length >= 60 - handledBefore, { timeoutMs: 30_000, what: 'the heir to have everything' });
      await scene.settled([topic]);
      process.kill(frozen.process.pid, 'SIGCONT');
      await waitFor(() => frozen.has('abandoned'), { timeoutMs: 20_000, what: 'the thawed member to be told' });
      await send(topic, 60, 20);
      await waitFor(() => handled().length === 80, { timeoutMs: 30_000 });
      await scene.settled([topic]);
      // What it was working on when it froze did not count: the heir has handled it.
      const begun = frozen.events.flatMap((event) => (event.is === 'begun' ? [event.texts] : []))[0]!;
      const inFlight = frozen.events.flatMap((event) => (event.is === 'begun' && event.texts.some((text) => Number(text) < 60) ? event.texts : []));
      expect(inFlight).toEqual(expect.arrayContaining([...begun]));
      expect([...heir.handled(), ...frozen.handled().slice(0, handledBefore)]).toEqual(expect.arrayContaining(inFlight.filter((text) => Number(text) < 60)));
      const lags = await (await scene.admin()).lag(scene.group, [topic]);
      expect(lags.reduce((sum, { committed }) => sum + committed, 0n)).toBe(80n);
    }, 90_000);

    it('end on SIGTERM after the running batches, so that nothing is handled twice (R12)', async () => {
      const topic = await scene.topic(2);
      const leaver = await join(topic, 30);
      await send(topic, 0, 200);
      await waitFor(() => leaver.handled().length >= 30, { timeoutMs: 20_000 });
      const askedAt = performance.now();
      const ending = await leaver.process.stop(25_000);
      expect(ending).toEqual({ code: 0, signal: null });
      expect(performance.now() - askedAt).toBeLessThan(10_000);
      const stayer = await join(topic, 0);
      await waitFor(() => handled().length === 200, { timeoutMs: 30_000 });
      await scene.settled([topic]);
      expect([...leaver.handled(), ...stayer.handled()]).toHaveLength(200);
    }, 60_000);
  });
}
