import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawnTogether } from '../src/report/charts.js';
import { closingLines, verdict, writeReport } from '../src/report/index.js';
import { pageOf } from '../src/report/page.js';
import { moment, percentile, span } from '../src/report/words.js';
import { sampleOutcome } from './sample-outcome.js';

describe('the report', () => {
  it('is one page that needs nothing else, with every fault, invariant and chart', () => {
    const outcome = sampleOutcome();
    const page = pageOf(outcome);
    expect(page).not.toMatch(/<script|<link|src=|url\((?!#)|https?:\/\/(?!www\.w3\.org)/);
    for (const one of outcome.struck) expect(page).toContain(`<b>${one.fault}</b>`);
    for (const name of ['I1', 'I12', 'R25']) expect(page).toContain(`<b>${name}</b>`);
    expect(page.match(/<svg /g)).toHaveLength(8);
    expect(page).toContain('--tier pr --seed 7');
  });

  it('lets no text of the run become markup', () => {
    const page = pageOf(sampleOutcome({ broken: true }));
    expect(page).not.toContain('<was>');
    expect(page).not.toContain('<o-1');
    expect(page).toContain('broken: I2');
  });

  it('says in one line what the run has shown', () => {
    expect(verdict(sampleOutcome())).toMatchObject({ ok: true, title: '9,312 orders confirmed through 12 faults: nothing lost, nothing doubled, nothing oversold' });
    expect(verdict(sampleOutcome({ broken: true }))).toMatchObject({ ok: false });
    expect(verdict({ ...sampleOutcome({ broken: true }), saboteur: 'no-inbox' }).title).toContain('no-inbox was caught by I2');
    const outcome = sampleOutcome();
    expect(verdict({ ...outcome, goals: [{ ...outcome.goals[0]!, ok: false }] }).ok).toBe(false);
    const slow = verdict({ ...outcome, goals: [{ ...outcome.goals[0]!, ok: false, ofTheMachine: true }] });
    expect([slow.ok, slow.lines.some((line) => line.startsWith('Slower than wanted'))]).toEqual([true, true]);
  });

  it('closes on the terminal with all faults and invariants', () => {
    const text = closingLines(sampleOutcome({ broken: true }), ['/tmp/report.html']);
    expect(text).toContain('FAIL  I2');
    expect(text).toContain('BROKEN');
    expect(text).toContain('Report: /tmp/report.html');
  });

  it('draws hours as well as minutes', () => {
    const outcome = sampleOutcome({ seconds: 14_400, faults: 1_000 });
    expect(drawnTogether(outcome.series).length).toBeLessThanOrEqual(300);
    expect(pageOf(outcome).length).toBeLessThan(4_000_000);
    expect(pageOf({ ...outcome, series: [], struck: [], memory: [], checks: [], goals: [], missing: [] })).toContain('0 faults');
  });

  it('is written as a page and as data', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'onefront-report-'));
    const outcome = sampleOutcome();
    const [json, html] = await writeReport(outcome, join(folder, 'deep'));
    expect(JSON.parse(readFileSync(json!, 'utf8'))).toEqual(outcome);
    expect(readFileSync(html!, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    rmSync(folder, { recursive: true });
  });

  it('says times as people do', () => {
    expect([span(850), span(4_200), span(200_000), span(7_500_000)]).toEqual(['850 ms', '4.2 s', '3 min 20 s', '2 h 5 min']);
    expect([moment(65_000), moment(3_753_000)]).toEqual(['1:05', '1:02:33']);
    expect(percentile([5, 1, 3], 50)).toBe(3);
  });
});
