export { customersService } from './customers.definition.js';
export { customersWork } from './customers.subscriptions.js';
export { republishCustomers } from './republish.js';
export { verifyCustomers } from './verify.js';
