/** What every command understands. */
export interface OutputOptions {
  json?: boolean;
}

/** Prints a result: as one JSON document with `--json`, else as the lines given. */
export function print(result: object, lines: string[], { json }: OutputOptions): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : lines.map((line) => `${line}\n`).join(''));
}
