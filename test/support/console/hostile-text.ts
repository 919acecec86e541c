/** Text that tries to be more than text; it must be shown, and do nothing. */
export const hostileText = '<img src=x onerror=alert(1)>\u202egnp.exe\u0007 ${7*7} __proto__';
