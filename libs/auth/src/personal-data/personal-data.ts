import { Injectable } from '@nestjs/common';

/** Reads everything of one person that a module keeps: an object, or a list that is read while it is sent. */
export type ReadPersonalData = (userId: string) => AsyncIterable<object> | Promise<object | null>;

/**
 * What there is of a person, by its name in the export. Each module adds what it keeps; never hashes, tokens or other
 * people's data.
 */
@Injectable()
export class PersonalData {
  private readonly parts = new Map<string, ReadPersonalData>();

  /** Throws when there is a part with this name already: one of the two would be missing from every export. */
  add(name: string, read: ReadPersonalData): void {
    if (this.parts.has(name)) throw new Error(`There are two parts of personal data with the name ${name}`);
    this.parts.set(name, read);
  }

  /** Everything of one person, as `writeJson` takes it. Nothing is read before it is written. */
  of(userId: string): Record<string, () => AsyncIterable<object> | Promise<object | null>> {
    return Object.fromEntries([...this.parts].map(([name, read]) => [name, () => read(userId)]));
  }
}
