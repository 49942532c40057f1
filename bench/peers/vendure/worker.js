/** The worker process of Vendure: jobs of the queue run here, not in the server. */
const { bootstrapWorker } = require('@vendure/core');
const { config } = require('./vendure-config.js');

bootstrapWorker(config)
  .then((worker) => worker.startJobQueue())
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
