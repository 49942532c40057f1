export { ApiClient, UnexpectedAnswer, type Answer, type CallOptions, type Credentials } from './api/client.js';
export { loadDemo } from './demo/load-demo.js';
export { infrastructureDatabases, planHouse, services, type Addresses, type Planned, type Secrets, type ServiceName } from './start/plan.js';
