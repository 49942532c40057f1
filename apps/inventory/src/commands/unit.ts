export type { AvailabilityChange, Unit } from '../persistence/unit.js';
