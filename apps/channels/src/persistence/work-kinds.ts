/** Kinds name the connection, so that connectors which share a database never take each other's work. */
export const pullWork = (connection: string) => `pull-orders/${connection}`;
export const orderWork = (connection: string) => `channel-order/${connection}`;
export const pushWork = (connection: string) => `push-stock/${connection}`;
export const confirmWork = (connection: string) => `confirm/${connection}`;
export const readBackWork = (connection: string) => `read-back/${connection}`;
