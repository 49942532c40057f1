import type { Gateway } from '../gateway.js';
import type { Viewer } from '../views/viewer.js';

interface Step { readonly promotion: string }

/** A quote explains every promotion, also those of other channels, which did not apply: of these a partner is not told. */
export async function explainedTo<S extends Step>({ documents }: Gateway, steps: readonly S[], viewer: Viewer): Promise<readonly S[]> {
  if (viewer.channels === null) return steps;
  const seen = await Promise.all(steps.map((step) => documents.get('promotion', step.promotion, viewer)));
  return steps.filter((_step, index) => seen[index] !== undefined);
}

/** `price-changed` carries the quote that holds now. */
export async function problemTo<P extends { readonly current?: unknown }>(gateway: Gateway, problem: P, viewer: Viewer): Promise<P> {
  const current = problem.current as { readonly explanation?: readonly Step[] } | undefined;
  if (!current?.explanation) return problem;
  return { ...problem, current: { ...current, explanation: await explainedTo(gateway, current.explanation, viewer) } };
}
