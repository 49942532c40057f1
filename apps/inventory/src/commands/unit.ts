export type { AvailabilityChange, ChangedBuffer, Unit } from '../persistence/unit.js';
