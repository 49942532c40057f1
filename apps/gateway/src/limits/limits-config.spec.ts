import { loadConfig } from '@onefront/service';
import { limitsConfig } from './limits-config.js';

const read = (RATE_LIMITS: string) => loadConfig(limitsConfig, { RATE_LIMITS }).RATE_LIMITS;
const rest = 'write=1/1,quote=1/1,file=1/1,token=1/1';

describe('configured rates', () => {
  it('have a default for every class', () => {
    expect(loadConfig(limitsConfig, {}).RATE_LIMITS.write).toEqual({ perSecond: 100, burst: 1000 });
  });
  it('are read by class', () => {
    expect(read(`read=0.5/30, ${rest}`).read).toEqual({ perSecond: 0.5, burst: 30 });
  });
  it.each([`read=0/30,${rest}`, `read=1/0,${rest}`, rest, `read=1/1,read=2/2,${rest}`, `read=1,${rest}`, `reading=1/1,${rest}`])('%s stops the start', (wrong) => {
    expect(() => read(wrong)).toThrow('RATE_LIMITS');
  });
});
