/** True for a GTIN-8, -12, -13 or -14 whose check digit is right (GS1 General Specifications, section 7.9). */
export function isGtin(text: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return false;
  return checkDigit(text.slice(0, -1)) === Number(text.at(-1));
}

/** The check digit for the digits that precede it: weights 3 and 1 from the right, up to the next ten. */
export function checkDigit(digits: string): number {
  let sum = 0;
  for (let index = digits.length - 1, weight = 3; index >= 0; index -= 1, weight = 4 - weight) sum += Number(digits[index]) * weight;
  return (10 - (sum % 10)) % 10;
}
