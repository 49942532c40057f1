import { runService } from '@onefront/service';
import { gatewayService } from './gateway.definition.js';

void runService(gatewayService);
