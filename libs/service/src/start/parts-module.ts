import type { DynamicModule, Type } from '@nestjs/common';
import { BUS, CLOCK, CONFIG, DATABASE, HEALTH, KEYRING, LOGGER, METRICS, PARTS } from '../tokens.js';
import type { ServiceParts } from './definition.js';

class PartsModule {}
class RootModule {}

/** The service's own module with all parts as providers, visible in every module below. */
export function rootModule(parts: ServiceParts, keyring: boolean, module: Type | DynamicModule): DynamicModule {
  const values: Array<[symbol, unknown]> = [
    [PARTS, parts], [DATABASE, parts.database], [BUS, parts.bus], [CONFIG, parts.config], [CLOCK, parts.clock],
    [LOGGER, parts.logger], [METRICS, parts.metrics], [HEALTH, parts.health], ...(keyring ? [[KEYRING, parts.keyring] as [symbol, unknown]] : []),
  ];
  const providers = values.map(([provide, useValue]) => ({ provide, useValue }));
  return { module: RootModule, imports: [{ module: PartsModule, global: true, providers, exports: providers.map(({ provide }) => provide) }, module] };
}
