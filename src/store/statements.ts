import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

type Row = Readonly<Record<string, SQLOutputValue>>;

/** The prepared statements of the store; each interning one gives the number of a value, which it makes when it is new. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  /** Numbers of interned values that this process has seen. */
  readonly #numbers = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  context(data: string): number {
    return this.#intern('context', ['data'], [data]);
  }

  build(segments: string): number {
    return this.#intern('build', ['segments'], [segments]);
  }

  key(segment: string, name: string): number {
    return this.#intern('key', ['segment', 'name'], [segment, name]);
  }

  component(digest: Buffer, name: string, data: string): number {
    const found = this.#get('SELECT id FROM component WHERE digest = ?', digest);
    if (found !== undefined) return idOf(found);
    return this.#insert(
      'INSERT INTO component(digest, name, data) VALUES(?, ?, ?)',
      digest,
      name,
      data,
    );
  }

  /** Files an artifact and forgets the members of an earlier one. */
  artifact(row: {
    readonly name: string;
    readonly reference: string;
    readonly digest: string | null;
    readonly image: string | null;
    readonly context: number;
    readonly build: number;
    readonly savedAt: string;
    readonly frame: Buffer;
  }): number {
    const { name, reference, digest, image, context, build, savedAt, frame } = row;
    const found = this.#get('SELECT id FROM artifact WHERE name = ?', name);
    if (found === undefined)
      return this.#insert(
        'INSERT INTO artifact(name, reference, digest, image, context, build, saved_at, frame) VALUES(?, ?, ?, ?, ?, ?, ?, ?)',
        name,
        reference,
        digest,
        image,
        context,
        build,
        savedAt,
        frame,
      );
    this.#run('DELETE FROM member WHERE artifact = ?', idOf(found));
    this.#run(
      'UPDATE artifact SET digest = ?, image = ?, context = ?, build = ?, saved_at = ?, frame = ? WHERE id = ?',
      digest,
      image,
      context,
      build,
      savedAt,
      frame,
      idOf(found),
    );
    return idOf(found);
  }

  member(artifact: number, component: number): void {
    this.#run('INSERT OR IGNORE INTO member VALUES(?, ?)', artifact, component);
  }

  /** Files what matching found; gives whether the subject is new. */
  subject(row: {
    readonly context: number;
    readonly component: number;
    readonly build: number;
    readonly marks: string;
  }): boolean {
    const { context, component, build, marks } = row;
    const changes = this.#run(
      'UPDATE subject SET build = ?, findings = ? WHERE context = ? AND component = ?',
      build,
      marks,
      context,
      component,
    );
    if (changes > 0) return false;
    this.#run('INSERT INTO subject VALUES(?, ?, ?, ?)', context, component, build, marks);
    return true;
  }

  subjectKey(key: number, context: number, component: number): void {
    this.#run('INSERT OR IGNORE INTO subject_key VALUES(?, ?, ?)', key, context, component);
  }

  remark(context: number, component: number, marks: string): void {
    this.#run(
      'UPDATE subject SET findings = ? WHERE context = ? AND component = ?',
      marks,
      context,
      component,
    );
  }

  /** Everything is now matched against this build; builds that nothing points to are forgotten. */
  rebuild(build: number): void {
    this.#run('UPDATE subject SET build = ? WHERE build <> ?', build, build);
    this.#run('UPDATE artifact SET build = ? WHERE build <> ?', build, build);
    this.#run('DELETE FROM build WHERE id <> ?', build);
    this.#numbers.clear();
  }

  known(name: string): Row | undefined {
    return this.#get('SELECT digest, build FROM artifact WHERE name = ?', name);
  }

  artifacts(): readonly Row[] {
    return this.#prepare(
      'SELECT id, reference, digest, image, saved_at FROM artifact ORDER BY reference, id',
    ).all();
  }

  frame(artifact: number): Uint8Array | undefined {
    const value = this.#get('SELECT frame FROM artifact WHERE id = ?', artifact)?.['frame'];
    return value instanceof Uint8Array ? value : undefined;
  }

  componentsOf(artifact: number): readonly string[] {
    return this.#prepare(
      'SELECT data FROM member JOIN component ON component.id = member.component WHERE artifact = ?',
    )
      .all(artifact)
      .map((row) => String(row['data']))
      .sort();
  }

  /** Components of a context by `Component.id`; several differ in what the id does not tell. */
  named(context: number, name: string): readonly string[] {
    return this.#prepare(
      'SELECT data FROM component JOIN subject ON subject.component = component.id WHERE component.name = ? AND subject.context = ?',
    )
      .all(name, context)
      .map((row) => String(row['data']));
  }

  contextData(context: number): string {
    return String(this.#get('SELECT data FROM context WHERE id = ?', context)?.['data'] ?? '{}');
  }

  holders(context: number, component: number): readonly number[] {
    return this.#prepare(
      'SELECT artifact FROM member JOIN artifact ON artifact.id = member.artifact WHERE component = ? AND context = ? ORDER BY artifact',
    )
      .all(component, context)
      .map((row) => Number(row['artifact']));
  }

  learnChain(row: {
    readonly chainId: string;
    readonly reference: string;
    readonly digest?: string;
    readonly image?: string;
    readonly firstSeen: string;
  }): void {
    const { chainId, reference, digest = null, image = null, firstSeen } = row;
    this.#run(
      'INSERT OR IGNORE INTO chain(id, reference, digest, image, first_seen) VALUES(?, ?, ?, ?, ?)',
      chainId,
      reference,
      digest,
      image,
      firstSeen,
    );
  }

  chain(id: string): Row | undefined {
    return this.#get('SELECT reference, digest, image, first_seen FROM chain WHERE id = ?', id);
  }

  #intern(table: string, columns: readonly string[], values: readonly string[]): number {
    const name = [table, ...values].join('\0');
    const seen = this.#numbers.get(name);
    if (seen !== undefined) return seen;
    const where = columns.map((column) => `${column} = ?`).join(' AND ');
    const found = this.#get(`SELECT id FROM ${table} WHERE ${where}`, ...values);
    const places = columns.map(() => '?').join(', ');
    const id =
      found === undefined
        ? this.#insert(`INSERT INTO ${table}(${columns.join(', ')}) VALUES(${places})`, ...values)
        : idOf(found);
    this.#numbers.set(name, id);
    return id;
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  #get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  #run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  #insert(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).lastInsertRowid);
  }
}

function idOf(row: Row): number {
  return Number(row['id']);
}
