import { defineService } from '@onefront/service';
import { channelsBackground } from './channels.background.js';
import { channelsModule } from './channels.module.js';
import { channelsTopics } from './channels.subscriptions.js';
import { channelsConfig } from './config.js';
import { connectionOf } from './connection.js';
import { bindConnectionMetrics } from './metrics.js';
import { Breaches1700000200200 } from './persistence/migrations/breaches-1700000200200.js';
import { Confirmations1700000200100 } from './persistence/migrations/confirmations-1700000200100.js';
import { Channels1700000200000 } from './persistence/migrations/channels-1700000200000.js';

export const channelsService = defineService({
  name: 'channels',
  config: channelsConfig,
  migrations: [Channels1700000200000, Confirmations1700000200100, Breaches1700000200200],
  hears: channelsTopics,
  tells: [],
  module: channelsModule,
  async background(parts) {
    bindConnectionMetrics(parts.metrics, parts.database, { connection: parts.config.MARKETPLACE_CHANNEL, alarmMs: parts.config.DIFFERENCE_ALARM_SECONDS * 1000 });
    return channelsBackground(connectionOf(parts));
  },
});
