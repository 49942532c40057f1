import { runService } from '@onefront/service';
import { promotionsService } from './promotions.definition.js';

void runService(promotionsService);
