import { explain } from './postgres-failure.js';

describe('explain', () => {
  it.each([
    ['FATAL: could not write lock file "postmaster.pid": No space left on device', 'The disk is full'],
    ['FATAL: could not extend file "base/1/2691"\nHINT:  Check free disk space.', 'The disk is full'],
    ['initdb: could not look up effective user ID 12345: user does not exist', 'in /etc/passwd'],
    ['LOG: could not bind IPv4 address "127.0.0.1": Address already in use', 'choose another port'],
    ['FATAL: could not map anonymous shared memory: Cannot allocate memory', 'Not enough memory'],
    ['initdb: error: could not access directory "/root/x": Permission denied', 'Check who owns it'],
    ['something nobody has seen before', 'The log above is all that is known'],
  ])('says what to do about: %s', (line, advice) => {
    const { message, name } = explain('It did not start', `first\n${line}`);
    expect(name).toBe('CannotStart');
    expect(message).toContain('It did not start');
    expect(message).toContain(line);
    expect(message).toContain(advice);
  });

  it('shows the end of a long log only', () => {
    const { message } = explain('x', Array.from({ length: 100 }, (_, i) => `line ${i}.`).join('\n'));
    expect(message).toContain('line 99.');
    expect(message).not.toContain('line 80.');
  });
});
