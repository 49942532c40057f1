import { runService } from '@onefront/service';
import { ordersService } from './orders.definition.js';

void runService(ordersService);
