import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { formatPurl } from '#model/purl.ts';
import { placedComponent } from '../tools/placed-component.ts';
import { cachedRepository, huggingFaceFacts } from './model-component.ts';

/**
 * Models in a cache of Hugging Face: `models--ORG--NAME/refs/REVISION` holds the commit, `snapshots/COMMIT/config.json` lies
 * below it (huggingface_hub, "Manage the cache"). Both stand for the directory of the model, so that it is one component.
 */
export const huggingFaceCacheAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/model-huggingface',
  revision: 1,
  title: 'models in a cache of Hugging Face',
  claims: [{ directory: 'refs/' }, { basename: 'config.json' }, { basename: 'model_index.json' }],
  *analyze(file) {
    const repository = cachedRepository(file.path);
    if (repository === undefined) return;
    const { id, home } = repository;
    const isReference = file.path.startsWith(`${home}/refs/`);
    const commit = isReference ? commitIn(file) : repository.commit;
    if (commit !== undefined) yield placedComponent(file, home, huggingFaceFacts(id, commit));
  },
};

/** Models that ModelScope downloaded: `hub/ORG/NAME/.mv` holds `Revision:REVISION,CreatedAt:TIME`. */
export const modelScopeAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/model-modelscope',
  revision: 1,
  title: 'models in a cache of ModelScope',
  claims: [{ basename: '.mv' }],
  *analyze(file) {
    const match = /^(.*\/(?:hub|models)\/([\w.-]{1,100})\/([\w.-]{1,100}))\/\.mv$/.exec(
      file.path.slice(0, 4096),
    );
    const head = Buffer.from(file.read(0, 1000)).toString('utf8');
    const version = /^Revision:([\w./+-]{1,100})/.exec(head)?.[1];
    if (match === null || version === undefined) return;
    const [, home = '', organisation = '', name = ''] = match;
    yield placedComponent(file, home, {
      purl: formatPurl({
        type: 'generic',
        namespace: organisation,
        name,
        version,
        qualifiers: { repository_url: 'https://modelscope.cn' },
      }),
      name: `${organisation}/${name}`,
      version,
      ecosystem: 'generic',
      presence: 'installed',
    });
  },
};

function commitIn(file: FileView): string | undefined {
  const text = Buffer.from(file.read(0, 100)).toString('latin1').trim();
  return /^[0-9a-f]{40}$/.test(text) ? text : undefined;
}
