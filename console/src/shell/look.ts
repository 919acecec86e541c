/** How the console looks: kept in the browser, since it is a matter of this screen and these eyes. */
export interface Look {
  readonly theme: 'system' | 'light' | 'dark' | 'contrast';
  readonly density: 'comfortable' | 'compact';
  readonly zone: 'local' | 'utc';
}

const key = 'caisson.look';

/** The stored look; what is not readable counts as the standard one. */
export function storedLook(): Look {
  const parts = (read() ?? '').split(' ');
  return {
    theme: parts.find((part) => isTheme(part)) ?? 'system',
    density: parts.includes('compact') ? 'compact' : 'comfortable',
    zone: parts.includes('utc') ? 'utc' : 'local',
  };
}

/** Keeps and applies a look. */
export function keepLook(look: Look): void {
  try {
    localStorage.setItem(key, `${look.theme} ${look.density} ${look.zone}`);
  } catch {
    // Storage can be forbidden; then the look holds for this page only.
  }
  applyLook(look);
}

/** Puts the look on the document, where the style sheets see it. */
export function applyLook(look: Look): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const contrast = matchMedia('(prefers-contrast: more)');
  const system = contrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light';
  const { dataset } = document.documentElement;
  dataset['theme'] = look.theme === 'system' ? system : look.theme;
  dataset['density'] = look.density;
  dataset['zone'] = look.zone;
}

function isTheme(text: string): text is Look['theme'] {
  return ['system', 'light', 'dark', 'contrast'].includes(text);
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
