import type { Fault } from '../types.js';
import { anyMember, seconds } from './choose.js';

/** After so many milliseconds without a heartbeat a consumer has lost its membership; a relay's lease ends as late. */
const SESSION_MS = 10_000;

/** A process stands still for longer than its membership and its leases last, and then goes on as if nothing had happened. */
export const pauseBeyondSession: Fault = {
  name: 'pause-beyond-session',
  about: 'a process stands still (SIGSTOP) until others have its partitions and leases, then wakes up in the middle of what it did: nothing of that may count',
  async strike(stage) {
    const member = anyMember(stage);
    const ms = (SESSION_MS + stage.random.int(500, 4_000)) * stage.scale;
    member.pause();
    try {
      await stage.hold(ms);
    } finally {
      member.resume();
    }
    return `${member.name} stood still for ${seconds(ms)}; its membership ends after ${seconds(SESSION_MS)}`;
  },
};
