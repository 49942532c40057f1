/** Answers of the demo company to the examples: written by `RECORD=write` on apps/e2e/test/partners.int.spec.ts. Do not edit. */
export const answers: Readonly<Record<string, unknown>> = {};
