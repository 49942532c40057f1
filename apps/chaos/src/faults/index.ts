import type { Fault } from '../types.js';
import { brokerKill, brokerStop } from './broker-death.js';
import { brokersDown } from './brokers-down.js';
import { clockOff } from './clock.js';
import { coordinatorDeath } from './coordinator-death.js';
import { backendTerminations, databaseCrash } from './database-crash.js';
import { deathsAtPlaces } from './death-at-a-place.js';
import { brokerDiskFull, databaseDiskFull } from './disk-full.js';
import { kill } from './kill.js';
import { linkFaults } from './links.js';
import { oversizedMessage } from './oversized.js';
import { pauseBeyondSession } from './pause.js';
import { republish } from './republish.js';
import { resend } from './resend.js';
import { rewind } from './rewind.js';
import { rollingRestart } from './rolling-restart.js';
import { slowConsumer } from './slow-consumer.js';
import { terminate } from './terminate.js';
import { unreadableRecords } from './unreadable.js';

/** The matrix: what stands in one row breaks things in one way. A short run takes one of each row. */
export const classes: Readonly<Record<string, readonly Fault[]>> = {
  death: [...deathsAtPlaces, kill],
  pause: [pauseBeyondSession],
  restart: [rollingRestart, terminate],
  broker: [brokerKill, brokerStop, coordinatorDeath],
  'no-broker': [brokersDown],
  database: [databaseCrash],
  connections: [backendTerminations],
  network: linkFaults,
  duplicates: [rewind, resend, republish],
  unreadable: [...unreadableRecords, oversizedMessage],
  slow: [slowConsumer],
  clock: [clockOff],
  disk: [databaseDiskFull, brokerDiskFull],
};

/** Every fault of the matrix. Names are unique. */
export const faults: readonly Fault[] = Object.values(classes).flat();
