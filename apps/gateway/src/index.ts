export { gatewayConfig } from './config.js';
export { gatewayService } from './gateway.definition.js';
export { openApiOf } from './http/openapi.js';
export { routes } from './http/routes/index.js';
export { createProjector, projector } from './views/projector.js';
export { isLifecycleTopic, viewTopics } from './views/on-facts.js';
export { verifyGateway } from './verify.js';
