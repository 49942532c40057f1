# syntax=docker/dockerfile:1
# One recipe for every service and for the command line (SERVICE=cli):
#   docker build -f deploy/docker/service.Dockerfile --build-arg SERVICE=inventory -t onefront/inventory:0.1.0 .

ARG NODE_IMAGE=node:20.20.2-bookworm-slim

# What is needed to compile; install scripts of packages never run.
FROM ${NODE_IMAGE} AS build
ARG SERVICE
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.base.json ./
COPY apps ./apps
COPY libs ./libs
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN node_modules/.bin/tsc -b apps/${SERVICE}
# What ships is manifests and builds of the house; no source, no tests. Without devDependencies, or npm would follow those of workspaces.
RUN mkdir /ship && for folder in apps/* libs/*; do \
      mkdir -p /ship/$folder && \
      node -e 'const fs = require("fs"); const { devDependencies, ...kept } = JSON.parse(fs.readFileSync(process.argv[1], "utf8")); fs.writeFileSync(process.argv[2], JSON.stringify(kept))' $folder/package.json /ship/$folder/package.json && \
      if [ -d $folder/dist ]; then cp -r $folder/dist /ship/$folder/; fi; \
    done && find /ship -name '*.tsbuildinfo' -delete

# What is needed to run, of this service alone.
FROM ${NODE_IMAGE} AS modules
ARG SERVICE
WORKDIR /app
COPY --from=build /app/package.json /app/package-lock.json /app/.npmrc ./
COPY --from=build /ship ./
RUN npm ci --ignore-scripts --omit=dev --omit=optional --workspace apps/${SERVICE} --no-audit --no-fund

FROM ${NODE_IMAGE}
ARG SERVICE
ENV NODE_ENV=production
WORKDIR /app
COPY --from=modules /app ./
# The folder decides what runs, so that the entry point needs no shell: node is process 1 and hears SIGTERM itself.
WORKDIR /app/apps/${SERVICE}
USER 1000:1000
EXPOSE 8080 9464
ENTRYPOINT ["node", "--enable-source-maps", "dist/main.js"]
