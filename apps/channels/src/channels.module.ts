import { Module } from '@nestjs/common';
import { subscribeController } from '@onefront/service';
import { channelsTopics, channelsWork } from './channels.subscriptions.js';
import { connectionOf, type ChannelsParts } from './connection.js';

/** Each connection is a consumer of its own: every connector hears every change. */
export function channelsModule(parts: ChannelsParts) {
  const connection = connectionOf(parts);
  @Module({ controllers: [subscribeController({ topics: channelsTopics, work: channelsWork(connection), name: `channels-${connection.id}` })] })
  class ChannelsModule {}
  return ChannelsModule;
}
