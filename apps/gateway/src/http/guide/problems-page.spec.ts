import { problemsPage } from './problems-page.js';
import { refusals } from './refusals.js';

describe('the page of problems', () => {
  const page = problemsPage();
  it('has a line for every word that a route has of its own, and the usual ones', () => {
    for (const word of [...Object.values(refusals).flatMap((own) => Object.keys(own)), 'invalid-request', 'not-found', 'too-many-requests', 'unauthorized']) expect(page).toContain(`<tr id="${word}">`);
  });
  it('says of each what to do next', () => {
    for (const [, cells] of page.matchAll(/<tr id="[^"]+">(.*)<\/tr>/g)) expect(cells!.split('</td><td>')[2]!.length).toBeGreaterThan(10);
  });
  it('runs no script', () => expect(page).not.toMatch(/<script|on\w+=/));
});
