import type { Saboteur } from './saboteur.js';

export const offsetsFirst: Saboteur = {
  name: 'offsets-first',
  about: 'offsets are committed before the effect: what a process had taken when it died is never done',
  provokedBy: 'consumers killed, or bereft of a partition, in the middle of a batch',
  faults: ['death-consumer-before-commit', 'kill'],
  caughtBy: ['I1', 'I10'],
  edits: [
    {
      file: 'libs/bus/dist/lane.js',
      find: `            if (!(await this.deliver(records)))
                break;
            this.position = records.at(-1).offset + 1n;
            this.owner.settled(this);`,
      replace: `            this.position = records.at(-1).offset + 1n;
            this.owner.settled(this);
            if (!(await this.deliver(records)))
                break;`,
    },
  ],
};
