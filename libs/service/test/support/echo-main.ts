import { runService } from '../../src/start/run-service.js';
import { echoService } from './echo.definition.js';

const [name, topic, ...args] = process.argv.slice(2);
void runService(echoService(name!, topic!), args);
