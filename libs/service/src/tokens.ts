/** What a service's classes can ask for: `constructor(@Inject(DATABASE) database: Database)`. */
export const PARTS = Symbol('onefront.parts');
export const DATABASE = Symbol('onefront.database');
export const BUS = Symbol('onefront.bus');
export const CONFIG = Symbol('onefront.config');
export const CLOCK = Symbol('onefront.clock');
export const LOGGER = Symbol('onefront.logger');
export const METRICS = Symbol('onefront.metrics');
export const HEALTH = Symbol('onefront.health');
export const KEYRING = Symbol('onefront.keyring');
