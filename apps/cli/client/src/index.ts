export { Onefront, type Accepted, type OnefrontOptions } from './client.js';
export type { EventsOptions, OnefrontEvent, StreamedEvent } from './events.js';
export type { Import, ImportFile, ImportKind, Imports } from './imports.js';
export type { components, operations, paths } from './openapi.js';
export type { Operation, Operations, WaitOptions } from './operations.js';
export { OnefrontProblem, OnefrontSignInRefused, OnefrontUnreachable, type FieldError, type Problem } from './problem.js';
export type { Patience } from './send.js';
export type { CallOptions, Outcome } from './types.js';
export { verifyWebhook, WebhookNotGenuine, type VerifyOptions, type WebhookDelivery } from './webhook.js';
