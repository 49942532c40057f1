import { runService } from '@onefront/service';
import { catalogService } from './catalog.definition.js';

void runService(catalogService);
