import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadServiceConfig, type ServiceDefinition } from '@onefront/service';
import { parseAllDocuments } from 'yaml';
import { topicsConfig } from '../src/commands/topics.js';
import { configurationOf, definitions } from '../src/generate/definitions.js';
import { inRoles, notInTheChart } from '../src/generate/values-schema.js';
import { services } from '../src/start/plan.js';

/** The chart without a cluster: linted, rendered, and its environment compared with the code both ways. `npm run test:deploy` sets HELM. */
const chart = resolve(__dirname, '../../../deploy/helm');
const helm = process.env['HELM'] ?? 'helm';

interface EnvVar { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string; optional?: boolean } } }
interface Container { name: string; env: EnvVar[]; args?: string[]; image: string; ports?: Array<{ name: string; containerPort: number }>; resources: any; securityContext: any; livenessProbe?: any; readinessProbe?: any; startupProbe?: any; lifecycle?: any }
interface Manifest { kind: string; apiVersion: string; metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> }; spec: any }

function render(values: string, ...sets: string[]): Manifest[] {
  const text = execFileSync(helm, ['template', 'onefront', chart, '--namespace', 'shop', '-f', join(chart, 'ci', `${values}.yaml`), ...sets], { encoding: 'utf8', maxBuffer: 1 << 24 });
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest | null).filter((one): one is Manifest => one !== null);
}

const all = { minimal: render('minimal'), full: render('full') };
const of = (manifests: readonly Manifest[], kind: string) => manifests.filter((one) => one.kind === kind);
const componentOf = (one: Manifest) => one.metadata.labels['app.kubernetes.io/component']!;
const podOf = (one: Manifest) => one.spec.template.spec as { containers: Container[] } & Record<string, any>;
const containerOf = (manifests: readonly Manifest[], kind: string, component: string) => podOf(of(manifests, kind).find((one) => componentOf(one) === component)!).containers[0]!;
const workloads = (manifests: readonly Manifest[]) => [...of(manifests, 'Deployment'), ...of(manifests, 'Job')];
/** Not an entry of ours: the size of Node's heap. */
const platform = ['NODE_OPTIONS'];

describe.each(['minimal', 'full'] as const)('the chart with ci/%s.yaml', (values) => {
  it('is what was agreed (GOLDEN=write renews it)', () => {
    const golden = join(chart, 'ci', `${values}.golden.json`);
    if (process.env['GOLDEN'] === 'write' || !existsSync(golden)) writeFileSync(golden, `${JSON.stringify(all[values], null, 1)}\n`);
    expect(all[values]).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  });

  it('passes helm lint --strict', () => {
    const { status, stdout, stderr } = spawnSync(helm, ['lint', chart, '--strict', '-f', join(chart, 'ci', `${values}.yaml`)], { encoding: 'utf8' });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  });

  it('runs every service, and knows none besides', () => {
    expect(of(all[values], 'Deployment').map(componentOf).sort()).toEqual([...services, ...Object.values(inRoles).flat()].sort());
  });
});

describe.each(definitions.map((definition) => [definition.name, definition] as const))('the environment of %s', (name, definition) => {
  const entries = configurationOf(definition);
  const names = entries.map((entry) => entry.name);

  it('holds every entry that the service declares, when all is said, and nothing else', () => {
    const rendered = containerOf(all.full, 'Deployment', name).env.map((one) => one.name);
    expect(rendered.filter((entry) => !platform.includes(entry)).sort()).toEqual(names.filter((entry) => !(entry in notInTheChart)).sort());
    expect(new Set(rendered).size).toBe(rendered.length);
  });

  it('holds what is required when the least is said, and no entry that the service does not know', () => {
    const rendered = containerOf(all.minimal, 'Deployment', name).env.map((one) => one.name);
    expect(entries.filter((entry) => entry.required).map((entry) => entry.name).filter((entry) => !rendered.includes(entry))).toEqual([]);
    expect(rendered.filter((entry) => !names.includes(entry) && !platform.includes(entry))).toEqual([]);
  });

  it('insists on the secrets that the service requires', () => {
    const required = new Set(entries.filter((entry) => entry.required).map((entry) => entry.name));
    const optional = containerOf(all.full, 'Deployment', name).env.filter((one) => one.valueFrom?.secretKeyRef?.optional).map((one) => one.name);
    expect(optional.filter((entry) => required.has(entry))).toEqual([]);
  });

  it('gives secrets by reference only', () => {
    const secret = new Set(entries.filter((entry) => entry.secret).map((entry) => entry.name));
    for (const one of containerOf(all.full, 'Deployment', name).env) expect([one.name, one.valueFrom?.secretKeyRef !== undefined]).toEqual([one.name, secret.has(one.name)]);
  });

  it.each(['minimal', 'full'] as const)('is accepted by the service (%s)', (values) => {
    const secrets: Record<string, string> = { KEYRING_PEPPER: randomBytes(32).toString('base64') };
    const given = containerOf(all[values], 'Deployment', name).env.filter((one) => one.name !== 'NODE_OPTIONS' && !(values === 'minimal' && one.valueFrom?.secretKeyRef?.optional));
    const textOf = (one: EnvVar) => one.value ?? secrets[one.name] ?? (one.name.endsWith('_URL') ? 'postgres://app:kx83Qd-longer@db/app' : 'kx83Qd-longer');
    expect(() => loadServiceConfig(definition as unknown as ServiceDefinition, Object.fromEntries(given.map((one) => [one.name, textOf(one)])))).not.toThrow();
  });

  it('is the same in the job that migrates', () => {
    const strip = (env: EnvVar[]) => env.filter((one) => one.name !== 'DATABASE_URL');
    expect(strip(containerOf(all.full, 'Job', `${name}-migrate`).env)).toEqual(strip(containerOf(all.full, 'Deployment', name).env));
    expect(containerOf(all.full, 'Job', `${name}-migrate`).args).toEqual(['--migrate']);
  });
});

describe('the admin step', () => {
  it('runs before the migrations, in the words of `onefront topics`', () => {
    const job = of(all.full, 'Job').find((one) => componentOf(one) === 'topics')!;
    expect(Number(job.metadata.annotations!['helm.sh/hook-weight'])).toBeLessThan(0);
    expect(podOf(job).containers[0]).toMatchObject({ image: 'onefront/cli:0.1.0', args: ['topics', '--replication-factor', '3'] });
    expect(podOf(job).containers[0]!.env.map((one) => one.name).sort()).toEqual(Object.keys(topicsConfig).filter((entry) => !(entry in notInTheChart)).sort());
  });

  it('signs in as its own user when it has one', () => {
    const env = containerOf(all.full, 'Job', 'topics').env;
    expect(env.find((one) => one.name === 'KAFKA_SASL_USERNAME')?.value).toBe('onefront-admin');
    expect(env.find((one) => one.name === 'KAFKA_SASL_PASSWORD')?.valueFrom?.secretKeyRef?.name).toBe('onefront-kafka-admin');
  });
});

describe.each(['minimal', 'full'] as const)('pods (%s)', (values) => {
  it.each(workloads(all[values]).map((one) => [`${one.kind} ${one.metadata.name}`, one] as const))('%s has no rights', (_, one) => {
    const pod = podOf(one);
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false, securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } } });
    for (const { securityContext, resources, env } of pod.containers) {
      expect(securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
      expect(resources.requests.memory).toBe(resources.limits.memory);
      expect(env.filter((two) => two.value === '')).toEqual([]);
    }
  });

  it.each(of(all[values], 'Deployment').map((one) => [one.metadata.name, one] as const))('%s is probed on its internal port and has time to end', (_, one) => {
    const { containers: [container], terminationGracePeriodSeconds } = podOf(one);
    const probe = (path: string) => expect.objectContaining({ httpGet: { path, port: 'metrics' } });
    expect(container).toMatchObject({ startupProbe: probe('/health/ready'), readinessProbe: probe('/health/ready'), livenessProbe: probe('/health/live') });
    const deadline = Number(container!.env.find((two) => two.name === 'SHUTDOWN_DEADLINE_SECONDS')!.value);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(container!.lifecycle.preStop.sleep.seconds + deadline);
    const metrics = container!.ports!.find(({ name }) => name === 'metrics')!.containerPort;
    expect(container!.env.find((two) => two.name === 'METRICS_PORT')!.value).toBe(String(metrics));
  });

  it('every selector finds the pods of exactly one service', () => {
    const pods = of(all[values], 'Deployment').map((one) => one.spec.template.metadata.labels as Record<string, string>);
    const found = (selector: Record<string, string>) => pods.filter((labels) => Object.entries(selector).every(([key, value]) => labels[key] === value)).length;
    const selectors = [...of(all[values], 'Service').map((one) => one.spec.selector), ...[...of(all[values], 'Deployment'), ...of(all[values], 'PodDisruptionBudget')].map((one) => one.spec.selector.matchLabels)];
    expect(selectors.map(found)).toEqual(selectors.map(() => 1));
  });

  it('services are called where they listen', () => {
    const addresses = of(all[values], 'Service').flatMap((one) => (one.spec.ports as Array<{ port: number }>).map(({ port }) => `http://${one.metadata.name}:${port}`));
    const called = of(all[values], 'Deployment').flatMap((one) => podOf(one).containers[0]!.env.flatMap(({ name, value }) => (['PROMOTIONS_URL', 'GATEWAY_URL'].includes(name) ? [value] : [])));
    expect(called).toHaveLength(2);
    expect(called.filter((address) => !addresses.includes(address!))).toEqual([]);
  });
});

describe('the roles of the gateway', () => {
  it('are each there once, on one database, and migrated once', () => {
    const components = ['gateway', ...inRoles['gateway']!];
    const env = components.map((component) => containerOf(all.minimal, 'Deployment', component).env);
    const said = (name: string) => env.map((one) => one.find((entry) => entry.name === name));
    expect(said('ROLES').map((entry) => entry!.value)).toEqual(['http', 'projector', 'webhooks']);
    expect(new Set(said('DATABASE_URL').map((entry) => JSON.stringify(entry))).size).toBe(1);
    expect(said('HTTP_PORT').map((entry) => entry !== undefined)).toEqual([true, false, false]);
    expect(components.map((component) => containerOf(all.minimal, 'Deployment', component).image)).toEqual(components.map(() => 'onefront/gateway:0.1.0'));
    expect(of(all.minimal, 'Job').map(componentOf).filter((component) => component.startsWith('gateway'))).toEqual(['gateway-migrate']);
  });

  it.each(inRoles['gateway']!)('%s is accepted with what it is given, and given nothing that the image does not know', (component) => {
    const definition = definitions.find(({ name }) => name === 'gateway')!;
    const secrets: Record<string, string> = { KEYRING_PEPPER: randomBytes(32).toString('base64') };
    const given = containerOf(all.full, 'Deployment', component).env.filter((one) => !platform.includes(one.name));
    expect(given.map((one) => one.name).filter((name) => !configurationOf(definition).some((entry) => entry.name === name))).toEqual([]);
    const textOf = (one: EnvVar) => one.value ?? secrets[one.name] ?? (one.name.endsWith('_URL') ? 'postgres://app:kx83Qd-longer@db/app' : 'kx83Qd-longer');
    expect(() => loadServiceConfig(definition as unknown as ServiceDefinition, Object.fromEntries(given.map((one) => [one.name, textOf(one)])))).not.toThrow();
  });
});

describe('the network', () => {
  const policies = of(all.full, 'NetworkPolicy');
  const policyOf = (component: string) => policies.find((one) => one.metadata.name === `onefront-${component}`)!;

  it('is closed for every pod, jobs too, unless a policy opens it', () => {
    const { podSelector, policyTypes } = policyOf('default-deny').spec;
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    for (const one of workloads(all.full)) expect(one.spec.template.metadata.labels).toMatchObject(podSelector.matchLabels);
  });

  it('lets only the gateway call promotions, and only named callers and connectors call the gateway', () => {
    const callers = (component: string) => JSON.stringify(policyOf(component).spec.ingress.filter((rule: any) => rule.ports[0].port === 'http').map((rule: any) => rule.from));
    expect(callers('promotions')).toContain('"app.kubernetes.io/component":"gateway"');
    expect(callers('promotions')).not.toContain('ingress');
    expect(callers('gateway')).toContain('"kubernetes.io/metadata.name":"ingress"');
    expect(callers('gateway')).toContain('"app.kubernetes.io/component":"channels"');
  });

  it('leads to the internet from connectors, from who sends webhooks and from orders that are paid by Stripe alone, and never to addresses of the cluster', () => {
    const leadingOut = (list: typeof policies) => list.filter((one) => JSON.stringify(one.spec).includes('0.0.0.0/0'));
    const outside = leadingOut(policies);
    expect(outside.map((one) => one.metadata.name)).toEqual(['onefront-channels', 'onefront-gateway-webhooks', 'onefront-orders']);
    expect(leadingOut(of(all.minimal, 'NetworkPolicy')).map((one) => one.metadata.name)).not.toContain('onefront-orders');
    for (const one of outside) expect(one.spec.egress.at(-1).to[0].ipBlock.except).toContain('10.0.0.0/8');
  });
});

describe('values', () => {
  it.each([
    ['a misspelt entry', ['--set', 'config.KAFKA_BROKER=a:9092'], /KAFKA_BROKER/],
    ['an entry of another service', ['--set', 'services.catalog.config.PROMOTIONS_URL=x'], /PROMOTIONS_URL/],
    ['the embedded log', ['--set', 'config.BUS_DATABASE_URL=postgres://x'], /BUS_DATABASE_URL/],
    ['no broker', ['--set', 'config.KAFKA_BROKERS='], /KAFKA_BROKERS is empty/],
    ['a secret without a name', ['--set', 'services.catalog.existingSecret='], /DATABASE_URL has no name/],
  ])('%s is refused in words', (_, sets, words) => {
    const { status, stderr } = spawnSync(helm, ['template', 'onefront', chart, '-f', join(chart, 'ci/minimal.yaml'), ...sets], { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(words);
  });

  it('with autoscaling the number of replicas is left to it', () => {
    expect(of(all.full, 'Deployment').find((one) => componentOf(one) === 'gateway')!.spec).not.toHaveProperty('replicas');
    expect(of(all.full, 'HorizontalPodAutoscaler').map((one) => one.spec.scaleTargetRef.name)).toEqual(['onefront-gateway']);
  });
});
