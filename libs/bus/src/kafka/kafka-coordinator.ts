import { protocolError } from './kafka-errors.js';

/**
 * kafkajs 2.2.4 commits offsets to the coordinator that a member had when it last joined. When the group moves to another broker and that
 * one is still loading it, the join is given up, heartbeats go to the new coordinator, which knows the member, and every commit goes to the
 * old one, for ever: nothing is lost, nothing is committed, and the watchdog ends the process after a minute. Found by the nightly faults,
 * where brokers that came back took their leadership again.
 */
interface OffsetManager {
  readonly groupId: string;
  readonly cluster: { findGroupCoordinator(asked: { readonly groupId: string }): Promise<unknown> };
  coordinator: unknown;
  commitOffsets(offsets?: unknown): Promise<void>;
}

const patched = new WeakSet<OffsetManager>();

/** A commit that is told of another coordinator looks for it, and fails as before: whoever asked for it tries again. Applies to all clients of this process, once. */
export function commitWhereTheGroupIs(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not part of the library's types
  const { version } = require('kafkajs/package.json') as { version: string };
  if (version !== '2.2.4') return;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { prototype } = require('kafkajs/src/consumer/offsetManager') as { prototype: OffsetManager };
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const commit = prototype.commitOffsets;
  prototype.commitOffsets = async function commitThere(this: OffsetManager, offsets) {
    try {
      await commit.call(this, offsets);
    } catch (error) {
      if (protocolError(error) === 'NOT_COORDINATOR_FOR_GROUP') this.coordinator = await this.cluster.findGroupCoordinator({ groupId: this.groupId });
      throw error;
    }
  };
}
