/** Who wrote a record, by the prefix of its id: what the licence asks for, and where the record can be read. */
export interface Publisher {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  readonly attribution: string;
  /** Whether facts of it may be in a database that is given to others. */
  readonly redistributable: boolean;
  /** The page of a record; absent when it cannot be told from the id. */
  readonly page?: (id: string, release: string) => string;
}
