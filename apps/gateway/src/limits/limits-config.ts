import { defineConfig, list, wholeNumber, type ConfigOf } from '@onefront/service';
import { classes, type Rate, type RateClass, type Rates } from './rate.js';

/** More than a partner that works normally needs: a shop that syncs its catalogue, a till, a marketplace with a busy hour. */
const PARTNER = 'read=200/2000,write=100/1000,quote=100/1000,file=5/100,token=20/500';
/** The retailer's own clients (without channels of their own): so much that only a mistake reaches it. */
const OWN = 'read=20000/100000,write=10000/100000,quote=10000/100000,file=1000/10000,token=1000/10000';

export const limitsConfig = defineConfig({
  RATE_LIMITS: { schema: rates(), default: PARTNER, doc: 'What a partner may do, over all processes: requests per second and at once, by class. A partner\'s own rateLimit wins.' },
  RATE_LIMITS_OWN: { schema: rates(), default: OWN, doc: 'The same for the retailer\'s own clients, such as the administrator.' },
  IN_FLIGHT: { schema: wholeNumber(1, 100_000), default: '1000', doc: 'Requests that a process works on at a time before lists and quotes are answered 503; other requests are at one and a half times that, orders and what tills write at twice.' },
  BODY_MEMORY_MB: { schema: wholeNumber(8, 65_536), default: '128', doc: 'Megabytes of request bodies that a process takes in at a time; beyond it they are answered 503. Imports are streamed and do not count.' },
  HTTP_CONNECTIONS: { schema: wholeNumber(10, 1_000_000), default: '10000', doc: 'Connections that a process keeps open; further ones are closed at once.' },
  TRUST_PROXY: { schema: list().optional(), doc: 'Addresses or networks of the proxies in front, whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody\'s when it is not set.' },
});
export type LimitsConfig = ConfigOf<typeof limitsConfig>;

/** `read=200/2000,...`: each class once, as tokens per second / burst. */
function rates() {
  const shown = classes.map((name) => `${name}=<per second>/<at once>`).join(',');
  return list().transform((parts, context): Rates => {
    const found = new Map<RateClass, Rate>();
    for (const part of parts) {
      const [, name, perSecond, burst] = /^([a-z]+)=(\d{1,7}(?:\.\d{1,3})?)\/(\d{1,8})$/.exec(part) ?? [];
      const known = classes.find((one) => one === name);
      if (!known || found.has(known) || !(Number(perSecond) > 0) || !(Number(burst) >= 1)) context.addIssue({ code: 'custom', message: `${part} is not a rate, or comes twice` });
      else found.set(known, { perSecond: Number(perSecond), burst: Number(burst) });
    }
    for (const name of classes) if (!found.has(name)) context.addIssue({ code: 'custom', message: `${name} is missing` });
    return Object.fromEntries(found) as Record<RateClass, Rate>;
  }).describe(shown);
}
