/** Vendure's own defaults, but for what stands here. Everything that comes from outside is in the environment. */
const { DefaultJobQueuePlugin, dummyPaymentHandler } = require('@vendure/core');

const { DATABASE_URL, PORT, SUPERADMIN_PASSWORD, COOKIE_SECRET } = process.env;

/** @type {import('@vendure/core').VendureConfig} */
module.exports.config = {
  apiOptions: { hostname: '127.0.0.1', port: Number(PORT) },
  authOptions: {
    // As in the project that Vendure's own generator makes.
    tokenMethod: ['bearer', 'cookie'],
    superadminCredentials: { identifier: 'superadmin', password: SUPERADMIN_PASSWORD },
    cookieOptions: { secret: COOKIE_SECRET },
  },
  dbConnectionOptions: { type: 'postgres', url: DATABASE_URL, synchronize: false, logging: false },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  plugins: [DefaultJobQueuePlugin],
};
