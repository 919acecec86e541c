import type { Analyzer } from '#contract/analyzer.ts';
import { linesOf } from '../../os/lines.ts';
import { LockGraph } from '../lock-graph.ts';
import { packageGap } from '../package-component.ts';
import {
  authorOf,
  cpanFacts,
  type Distribution,
  isModuleName,
  parseDistribution,
} from './distribution.ts';

interface Entry {
  readonly distribution: Distribution;
  readonly line: number;
  author: string | undefined;
  readonly provides: string[];
  readonly requirements: string[];
}

/**
 * `cpanfile.snapshot` of Carton, format 1.0: below `DISTRIBUTIONS` the distributions at two blanks, their fields at four,
 * modules with versions at six. Requirements name modules, which some distribution provides.
 */
export const cartonAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/perl-carton',
  revision: 1,
  title: 'Perl distributions locked by Carton',
  claims: [{ basename: 'cpanfile.snapshot' }],
  *analyze(file) {
    const { entries, broken } = readSnapshot(file.text());
    const graph = new LockGraph();
    const providers = new Map<string, string>();
    const found = entries.map((entry) => {
      const { distribution, author, line } = entry;
      const facts = cpanFacts(
        { ...distribution, ...(author !== undefined && { author }) },
        'declared',
      );
      graph.add(facts, line);
      for (const module of entry.provides) providers.set(module, facts.purl);
      return { purl: facts.purl, requirements: entry.requirements };
    });
    for (const { purl, requirements } of found)
      for (const module of requirements) {
        const to = providers.get(module);
        if (to !== undefined) graph.relate(purl, to);
      }
    yield* graph.observations(file);
    if (broken > 0)
      yield packageGap(file, 'malformed', `${broken} distributions without name or version`);
  },
};

function readSnapshot(text: string): { readonly entries: readonly Entry[]; broken: number } {
  const entries: Entry[] = [];
  let broken = 0;
  let current: Entry | undefined;
  let section = '';
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    const word = line.trim();
    if (/^ {2}\S/.test(line)) {
      const distribution = parseDistribution(word);
      current = distribution && newEntry(distribution, number);
      if (current === undefined) broken += 1;
      else entries.push(current);
    } else if (/^ {4}\S/.test(line)) {
      section = word;
      if (current !== undefined && word.startsWith('pathname:'))
        current.author = authorOf(word.slice('pathname:'.length).trim());
    } else if (/^ {6}\S/.test(line)) addModule(current, section, word);
  }
  return { entries, broken };
}

function newEntry(distribution: Distribution, line: number): Entry {
  return { distribution, line, author: undefined, provides: [], requirements: [] };
}

function addModule(entry: Entry | undefined, section: string, word: string): void {
  const module = word.slice(0, 300).split(' ', 1)[0] ?? '';
  if (entry === undefined || !isModuleName(module)) return;
  if (section === 'provides:') entry.provides.push(module);
  else if (section === 'requirements:') entry.requirements.push(module);
}
