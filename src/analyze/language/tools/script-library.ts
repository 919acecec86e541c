import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { basename } from '#kit/path.ts';
import { packageComponent } from '../package-component.ts';
import { npmPurl } from '../package-url.ts';

/** A library for browsers: its name in npm, how files are called, and how its banner begins. */
interface Library {
  readonly name: string;
  readonly file: RegExp;
  readonly banner: RegExp;
}

const number = '(\\d{1,4}(?:\\.\\d{1,5}){1,3}(?:-[0-9A-Za-z.]{1,30})?)';

function library(name: string, file: string, ...banners: readonly string[]): Library {
  return {
    name,
    file: new RegExp(
      `^(?:${file})[.-]v?${number}(?:[.-](?:slim|core|bundle|prod|production))?(?:[.-](?:min|pack))?\\.js$`,
      'i',
    ),
    banner: new RegExp(`(?:${banners.join('|')})\\s{0,4}[v:]?\\.?\\s?${number}`, 'i'),
  };
}

/** Banners stand in the first comment of a file; those of plug-ins begin with another name (`jQuery UI - v1.13.2`). */
const libraries: readonly Library[] = [
  library('jquery-ui', 'jquery-ui', '^\\s*/\\*!? jQuery UI -?'),
  library('jquery-migrate', 'jquery-migrate', 'jQuery Migrate -?'),
  library('jquery-validation', 'jquery\\.validate', 'jQuery Validation Plugin -?'),
  library('jquery', 'jquery', 'jQuery JavaScript Library', '/\\*!? ?jQuery(?=\\s+v)'),
  library('bootstrap', 'bootstrap', '^\\W{0,20}Bootstrap'),
  library('angular', 'angular', '^\\W{0,20}AngularJS'),
  library('react-dom', 'react-dom', '@license React v(?=\\S{1,40}\\s{1,4}\\* react-dom\\.)'),
  library(
    'react',
    'react',
    '@license React v(?=\\S{1,40}\\s{1,4}\\* react\\.)',
    '^\\W{0,20}React(?= v)',
  ),
  library('vue-router', 'vue-router', '^\\W{0,20}vue-router'),
  library('vuex', 'vuex', '^\\W{0,20}vuex'),
  library('vue', 'vue', '^\\W{0,20}Vue\\.js', '^\\W{0,20}vue(?= v)'),
  library('lodash', 'lodash', '^\\W{0,20}@license\\W{1,20}lodash', '^\\W{0,20}lodash'),
  library('underscore', 'underscore', '^\\W{0,20}Underscore\\.js'),
  library('moment', 'moment', '//! version :', '//! moment\\.js\\W{1,10}//! version :'),
  library('handlebars', 'handlebars', '^\\W{0,20}(?:@license\\s{1,20})?handlebars'),
  library('d3', 'd3', '^// https://d3js\\.org'),
  library('backbone', 'backbone', 'Backbone\\.js'),
  library('ember-source', 'ember', 'Ember[^]{0,600}?@version'),
  library('knockout', 'knockout', 'Knockout JavaScript library'),
  library('dompurify', 'purify', '@license DOMPurify'),
  library('axios', 'axios', '^\\W{0,20}axios'),
  library('chart.js', 'chart', '^\\W{0,20}Chart\\.js'),
  library('select2', 'select2', '^\\W{0,20}Select2'),
  library('datatables.net', 'jquery\\.datatables', '^\\W{0,20}DataTables'),
  library('mustache', 'mustache', 'mustache\\.js[^]{0,20}'),
  library('popper.js', 'popper', '@popperjs/core'),
  library('htmx.org', 'htmx', 'htmx\\.org@'),
  library('alpinejs', 'alpine', 'alpinejs@'),
  library('swagger-ui-dist', 'swagger-ui', 'swagger-ui@'),
  library('prismjs', 'prism', 'PrismJS'),
  library('highlight.js', 'highlight', 'Highlight\\.js'),
  library('tinymce', 'tinymce', 'TinyMCE version'),
  library('video.js', 'video', 'Video\\.js'),
  library('marked', 'marked', '^\\W{0,20}marked'),
  library('socket.io-client', 'socket\\.io', '^\\W{0,20}Socket\\.IO'),
  library('dropzone', 'dropzone', 'Dropzone'),
  library('sweetalert2', 'sweetalert2', 'sweetalert2'),
];

/** Names under which libraries are shipped without `.min`. */
const plainNames = [
  'jquery.js',
  'jquery.slim.js',
  'jquery-ui.js',
  'bootstrap.js',
  'bootstrap.bundle.js',
  'angular.js',
  'react.js',
  'react.development.js',
  'react.production.js',
  'react-dom.js',
  'vue.js',
  'vue.global.js',
  'lodash.js',
  'underscore.js',
  'moment.js',
  'handlebars.js',
  'd3.js',
  'd3.v3.js',
  'd3.v4.js',
  'backbone.js',
  'ember.js',
  'knockout.js',
  'purify.js',
  'axios.js',
  'chart.js',
  'select2.js',
  'mustache.js',
  'htmx.js',
];

const headBytes = 4096;
/** As long as its readable form is. */
const lodashBytes = 600_000;

/**
 * Libraries for browsers that were copied into a tree: recognised by the banner comment at their beginning, else by the
 * version in their file name. Below `node_modules` package.json speaks for them.
 */
export const scriptLibraryAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-script-library',
  revision: 1,
  title: 'JavaScript libraries for browsers',
  claims: [{ suffix: '.min.js' }, ...plainNames.map((name) => ({ basename: name }))],
  *analyze(file) {
    if (file.path.includes('/node_modules/')) return;
    const head = commentOf(Buffer.from(file.read(0, headBytes)).toString('latin1'));
    const name = basename(file.path).slice(0, 200);
    const byBanner =
      find((known) => known.banner.exec(head)?.[1]) ??
      (isLodash.test(head) ? lodashIn(file) : undefined);
    const found = byBanner ?? find((known) => known.file.exec(name)?.[1]);
    if (found === undefined) return;
    yield packageComponent(file, {
      purl: npmPurl(found.name, found.version),
      name: found.name,
      version: found.version,
      ecosystem: 'npm',
      presence: 'embedded',
      technique: byBanner === undefined ? 'filename' : 'manifest-analysis',
      confidence: byBanner === undefined ? 0.6 : 0.7,
    });
  },
};

/** Lodash has its version in the code only. */
const isLodash = /^.{0,20}\s{0,10}\W{0,10}@license\W{1,10}lodash/i;

function lodashIn(file: FileView): Found | undefined {
  const code = Buffer.from(file.read(0, lodashBytes)).toString('latin1');
  const version = /\bVERSION ?= ?["'](\d[\d.]{1,20})["']/.exec(code)?.[1];
  return version === undefined ? undefined : { name: 'lodash', version };
}

interface Found {
  readonly name: string;
  readonly version: string;
}

function find(versionOf: (known: Library) => string | undefined): Found | undefined {
  for (const known of libraries) {
    const version = versionOf(known);
    if (version !== undefined) return { name: known.name, version };
  }
  return undefined;
}

/** What stands in comments at the beginning, so that a mention in the code is not taken for the banner. */
function commentOf(head: string): string {
  const start = head.slice(0, 200).search(/\/[*/]/);
  if (start < 0) return '';
  const text = head.slice(start);
  if (text.startsWith('//')) return text.split('\n').slice(0, 10).join('\n');
  const end = text.indexOf('*/');
  return end < 0 ? text : text.slice(0, end);
}
