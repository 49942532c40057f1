import { copyValue } from './copy-in.js';
import { freshIds } from './multiply.js';

const order = '01912f6e-7a3b-7c4d-8e5f-0123456789ab';
const payment = '01912f6e-7a3b-7c4d-8e5f-0123456789ac';

describe('copies of an example', () => {
  it('have ids of their own, the same wherever they stand', () => {
    const known = new Map<string, number>();
    const first = freshIds(`${order}\t${payment}\t{"order": "${order}"}`, 1, known);
    const [id, paid, document] = first.split('\t');
    expect(id).not.toBe(order);
    expect(paid).not.toBe(id);
    expect(document).toBe(`{"order": "${id}"}`);
    expect(freshIds(order, 1, known)).toBe(id);
    expect(freshIds(order, 2, known)).not.toBe(id);
  });

  it('keep ids of one moment apart, though they differ in their last digits only', () => {
    const known = new Map<string, number>();
    const all = [1, 2, 3].flatMap((n) => [freshIds(order, n, known), freshIds(payment, n, known)]);
    expect(new Set(all).size).toBe(6);
    expect(all.every((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  });

  it('leave other text alone', () => {
    expect(freshIds('{"sealed": "AAECAwQ=", "sku": "LAMP-1"}', 5, new Map())).toBe('{"sealed": "AAECAwQ=", "sku": "LAMP-1"}');
  });

  it('are written as COPY reads them', () => {
    expect(copyValue(null)).toBe('\\N');
    expect(copyValue('a\tb\\c\nd')).toBe('a\\tb\\\\c\\nd');
  });
});
