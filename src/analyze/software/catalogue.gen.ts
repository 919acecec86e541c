// Written by tools/catalog.ts from catalog/software.

/** Changes with every change of the catalogue: a part of cache keys. */
export const catalogueRevision = 1312959581;

/** Names of scripts and version files that records look into. */
export const textNames: readonly string[] = [
  'application.ini',
  'composer',
  'composer.phar',
  'core/Version.php',
  'ebin/couch.app',
  'ebin/rabbit.app',
  'elixir',
  'elixir/ebin/elixir.app',
  'firefox',
  'firefox-bin',
  'go/VERSION',
  'golang/VERSION',
  'html/version.php',
  'includes/Defines.php',
  'includes/bootstrap.inc',
  'keycloak/version.txt',
  'lib/Drupal.php',
  'library/base/DESCRIPTION',
  'libxul.so',
  'moodle/version.php',
  'nextcloud/version.php',
  'src/Version.php',
  'wp',
  'wp-cli.phar',
  'wp-includes/version.php',
  'xul.dll',
];
