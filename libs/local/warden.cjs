/**
 * Outlives the process that started it just long enough to end what that process left behind.
 *
 * It reads one JSON line per order from standard input: {"watch": pid, "signal": "SIGINT", "graceMs": 10000},
 * {"remove": path} or {"forget": pid or path}. When standard input ends, the parent is gone, however it died (also by kill -9):
 * every watched process gets its signal, SIGKILL after its grace, and then the folders are removed.
 * Plain JavaScript beside src/, so that it runs the same from source and from a build.
 */
'use strict';
const fs = require('node:fs');
const readline = require('node:readline');

const watched = new Map();
const folders = new Set();

function obey(order) {
  if (order.watch) watched.set(order.watch, order);
  if (order.remove) folders.add(order.remove);
  if (order.forget) {
    watched.delete(order.forget);
    folders.delete(order.forget);
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** A process that nobody has reaped yet is dead all the same. */
function alive(pid) {
  if (!signal(pid, 0)) return false;
  try {
    return !/\) [ZX]/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

async function end({ watch: pid, signal: name, graceMs }) {
  if (!signal(pid, name)) return;
  const deadline = Date.now() + graceMs;
  while (alive(pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  if (alive(pid)) signal(pid, 'SIGKILL');
}

// The terminal sends these to the whole group; the order of the end is the parent's to decide.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => obey(JSON.parse(line)));
lines.on('close', async () => {
  await Promise.all([...watched.values()].map(end));
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
