import { channelConformance } from '@onefront/channel-kit/conformance';
import { openWorld } from './world.js';

channelConformance('generic', openWorld);
