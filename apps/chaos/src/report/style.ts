/** For screens of any width, and for paper. */
export const STYLE = `
:root { --ink: #1f2933; --soft: #5c6b7a; --line: #dde3ea; --good: #1e7a46; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.45 system-ui, sans-serif; color: var(--ink); background: #f6f8fa; }
header, main { max-width: 1040px; margin: 0 auto; padding: 16px; }
header { background: #fff; border-top: 8px solid var(--good); border-bottom: 1px solid var(--line); }
header.broken { border-top-color: var(--bad); }
header p { margin: 4px 0; }
.kind { color: var(--soft); font-size: 14px; }
h1 { font-size: 26px; line-height: 1.2; margin: 4px 0 8px; }
h2, caption, figcaption { font-size: 18px; font-weight: 600; text-align: left; margin: 0; padding: 0 0 8px; }
section { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 14px; margin: 0 0 14px; }
figure { margin: 0; }
svg { max-width: 100%; height: auto; display: block; }
.narrow { display: none; }
table { width: 100%; border-collapse: collapse; font-size: 15px; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: 13px; }
th, td { padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.ok { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; overflow-wrap: anywhere; }
details { font-size: 14px; color: var(--soft); }
details ul { margin: 4px 0; padding-left: 18px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code { background: #eef2f5; padding: 2px 5px; border-radius: 4px; overflow-wrap: anywhere; }
@media screen and (max-width: 640px) {
  h1 { font-size: 21px; }
  header, main, section { padding: 10px; }
  .wide { display: none; } .narrow { display: block; }
  thead { display: none; }
  table, tbody, tr, td, caption { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: 6px 0; }
  td { border: 0; padding: 2px 0; text-align: left !important; white-space: normal !important; }
  td.number, td.mark { display: flex; justify-content: space-between; }
  td.number::before, td.mark::before { content: attr(data-label); color: var(--soft); }
}
@media print {
  body { background: #fff; font-size: 12px; }
  section { border: 0; padding: 6px 0; break-inside: avoid; }
  section:has(tr:nth-child(12)) { break-inside: auto; }
  tr, figure { break-inside: avoid; }
}
`;
