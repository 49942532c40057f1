/** Calls back once when the process that started this one is gone: its IPC channel is closed, or standard input without one. */
export function whenParentGone(gone: () => void): void {
  if (process.send) {
    if (process.connected) process.once('disconnect', gone);
    else gone();
    return;
  }
  process.stdin.once('end', gone).once('close', gone).once('error', gone);
  process.stdin.resume();
}
