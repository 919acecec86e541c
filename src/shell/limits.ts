/** Longest script that is read, in UTF-16 code units; what follows is not looked at. */
export const maxScriptLength = 1_048_576;

/** Deepest nesting of lists, substitutions and `sh -c` scripts that is followed. */
export const maxNesting = 64;

/** Most commands of one script. */
export const maxCommands = 4000;

/** Most words that expansion of constants and braces may make of one command. */
export const maxWords = 4096;

/** Longest text a constant may grow to. */
export const maxConstant = 16_384;
