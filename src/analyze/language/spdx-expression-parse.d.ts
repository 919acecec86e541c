/** The package brings no types. It throws on anything that is not an SPDX licence expression. */
declare module 'spdx-expression-parse' {
  export default function parse(expression: string): unknown;
}
