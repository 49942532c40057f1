import { runService } from '@onefront/service';
import { channelsService } from './channels.definition.js';

void runService(channelsService);
