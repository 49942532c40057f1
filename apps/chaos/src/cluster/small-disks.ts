import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/**
 * Disks in memory, one per server, so that a fault can fill them without harm to anybody else. They need root and `mount`, and what
 * lies on them does not outlive the run.
 */
export class SmallDisks {
  private readonly mounted: string[] = [];

  /** Mounts one at the folder, which is made. Throws with what `mount` said. */
  mount(folder: string, megabytes: number): void {
    mkdirSync(folder, { recursive: true });
    const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'none', folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`--small-disks needs root and mount: ${(error?.message ?? stderr).trim()}`);
    this.mounted.push(folder);
  }

  /** Call it when the servers have ended. */
  close(): void {
    for (const folder of this.mounted.splice(0)) {
      const { status, stderr } = spawnSync('umount', [folder], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${folder} is still mounted: ${stderr.trim()}`);
    }
  }
}
