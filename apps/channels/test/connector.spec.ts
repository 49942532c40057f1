import { connectorConformance } from '@onefront/channel-kit/conformance';
import { connectors } from '../src/connectors.js';
import { startSimulator } from './simulator.js';

connectorConformance('generic', async () => {
  const simulator = await startSimulator();
  await simulator.control.calm();
  const again = () => connectors.generic({ url: simulator.url });
  return { connector: again(), marketplace: simulator.control, again, close: () => simulator.close() };
});
