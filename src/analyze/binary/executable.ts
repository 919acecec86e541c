/** A named part of an executable. `offset` and `size` are inside the file, `address` is where it is loaded. */
export interface Section {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly address: number;
  /** Whether the program may write to it: initialised data. */
  readonly writable: boolean;
}

/** What is needed of an ELF, PE, Mach-O or WebAssembly file to find build information in it. */
export interface Executable {
  readonly format: 'elf' | 'pe' | 'mach-o' | 'wasm';
  /** Empty when the file has no section table. */
  readonly sections: readonly Section[];
  /** What is loaded where. PE has sections only, so they stand here too. */
  readonly segments: readonly Section[];
  /** ELF: absent means little endian. */
  readonly littleEndian?: boolean;
  /** ELF: segments of notes, which remain where the section table was taken away. */
  readonly notes?: readonly Section[];
  /** Where the section table ends in the file. */
  readonly tableEnd?: number;
}

/** The section of a name; Mach-O names are compared without their segment. */
export function sectionNamed(
  executable: Executable,
  ...names: readonly string[]
): Section | undefined {
  return executable.sections.find((section) => names.includes(section.name));
}

/** Where in the file the byte loaded at `address` stands; `undefined` when nothing of the file is loaded there. */
export function offsetOfAddress(executable: Executable, address: number): number | undefined {
  const segment = executable.segments.find(
    (candidate) => address >= candidate.address && address < candidate.address + candidate.size,
  );
  return segment === undefined ? undefined : segment.offset + (address - segment.address);
}

/** Where the part of the file ends that the format knows of; what follows was put there by a packager. */
export function endOfProgram({ sections, segments, notes = [], tableEnd = 0 }: Executable): number {
  let end = tableEnd;
  for (const parts of [sections, segments, notes])
    for (const { offset, size } of parts) end = Math.max(end, offset + size);
  return end;
}
