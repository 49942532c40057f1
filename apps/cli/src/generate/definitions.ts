import { catalogService } from '@onefront/catalog';
import { channelsService } from '@onefront/channels';
import { customersService } from '@onefront/customers';
import { gatewayService } from '@onefront/gateway';
import { inventoryService } from '@onefront/inventory';
import { ordersService } from '@onefront/orders';
import { promotionsService } from '@onefront/promotions';
import { describeConfig, entriesOf, type ConfigDescription, type ServiceDefinition } from '@onefront/service';

/** What documents need to know of a service; the types of its own configuration do not matter here. */
export type AnyService = Pick<ServiceDefinition, 'name' | 'hears' | 'tells' | 'config' | 'keyring' | 'http'>;

/** Every service of the house, as it defines itself. A spec compares this list with the folders. */
export const definitions: readonly AnyService[] = [
  catalogService, inventoryService, ordersService, customersService, promotionsService, gatewayService, channelsService,
] as unknown as readonly AnyService[];

/** All entries of one service, in the order of their declaration. */
export function configurationOf(service: AnyService): ConfigDescription[] {
  return describeConfig(entriesOf(service));
}
