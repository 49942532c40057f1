import { runService } from '@onefront/service';
import { customersService } from './customers.definition.js';

void runService(customersService);
