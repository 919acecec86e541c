import { openSqlite } from '../../src/sql/open-sqlite.ts';
import { sqlContract } from './sql-contract.ts';

sqlContract('SQLite in memory', () => openSqlite(':memory:'));
