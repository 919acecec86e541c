/** Parts of a statement in which `?` is only a character: quoted text and names, comments. The statements are our own. */
const quoted = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/gu;

/** `?` as PostgreSQL counts them: `$1`, `$2` … outside of quotes and comments. */
export function numbered(sql: string): string {
  let count = 0;
  return sql.replace(quoted, (part) => {
    if (part !== '?') return part;
    count += 1;
    return `$${count}`;
  });
}
