/** Texts that code trips over. What can be stored comes back letter by letter; the rest is refused with its path. */
export const storable: readonly (readonly [name: string, text: string])[] = [
  ['emoji', '👩‍👩‍👧 🇬🇧 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['right to left', '\u202Eevil\u202C עברית العربية \u200F'],
  ['combining letters', 'Z̸a\u0301\u0327l\u0489go'],
  ['not normalised', 'A\u030A vs \u00C5, \uFB01'],
  ['markup', '<script>alert("x")</script><!-- --><img src=x onerror=alert(1)>&amp;&#0;'],
  ['SQL', `'; drop table "order"; -- \\' $$ E'\\x00' %s ?1 :name`],
  ['a template', '{{7*7}} ${7*7} #{7*7} <%= 7*7 %>'],
  ['a formula', '=cmd|\' /C calc\'!A0'],
  ['controls', 'bell\u0007 tab\t line\r\n escape\u001b[31m del\u007f nel\u0085'],
  ['invisible', '\u200B\u200D\u2060\uFEFF\u00AD'],
  ['blanks', '  leading, trailing and \u00A0\u3000 '],
  ['private and unassigned', '\uE000 \u{10FFFD} \uFDD0 \uFFFF'],
  ['separators', 'a\u2028b\u2029c'],
  ['quotes and slashes', `"quoted" \\ back / slash ' single \``],
  ['words of languages', 'null undefined NaN true __proto__ constructor toString'],
  ['percent', '%00 %0a %2e%2e%2f %F0%9F'],
  ['a path', '../../../../etc/passwd\\..\\win.ini'],
  ['numbers', '-0 1e400 9007199254740993 0x10 ١٢٣'],
  ['an escape of JSON', '\\u0000 \\ud800 \\"'],
  ['lower and upper', 'İıſßẞ ǅ'],
];

/** No database holds them, or no encoding does. */
export const unstorable: readonly (readonly [name: string, json: string])[] = [
  ['NUL', '"a\\u0000b"'],
  ['half of a pair', '"\\ud83d"'],
  ['the other half', '"x\\udc00"'],
  ['halves in the wrong order', '"\\udc00\\ud83d"'],
];
