/** Medusa's own defaults, but for what stands here. Everything that comes from outside is in the environment. */
const { defineConfig } = require('@medusajs/framework/utils');

const { DATABASE_URL, JWT_SECRET, COOKIE_SECRET } = process.env;

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: DATABASE_URL,
    http: { storeCors: 'http://127.0.0.1', adminCors: 'http://127.0.0.1', authCors: 'http://127.0.0.1', jwtSecret: JWT_SECRET, cookieSecret: COOKIE_SECRET },
  },
  admin: { disable: true },
});
