import { runService } from '@onefront/service';
import { inventoryService } from './inventory.definition.js';

void runService(inventoryService);
