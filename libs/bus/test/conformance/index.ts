import { administering } from './administering.js';
import { consuming } from './consuming.js';
import { failing } from './failing.js';
import { grouping } from './grouping.js';
import { producing } from './producing.js';
import type { OpenDriver } from './scene.js';

/** What every driver must do. A behaviour that services rely on and that is not here will differ between drivers one day. */
export function conformance(name: string, open: OpenDriver): void {
  describe(`the bus on ${name}`, () => {
    producing(open);
    consuming(open);
    failing(open);
    grouping(open);
    administering(open);
  });
}
