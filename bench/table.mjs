const HEAD = ['what', 'unit', 'Turnpike', 'control', 'ratio', 'target', 'met'];

/** Prints the rows of all groups as one table. A row: what, unit, ours, against, control, ratio, target or none. */
export function printTable(rows, { rounds, seconds }) {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = ([what, ...rest]) =>
    [what.padEnd(widths[0]), ...rest.map((cell, index) => cell.padStart(widths[index + 1]))].join('  ');
  console.log(`\n${text(lines[0])}\n${widths.map((width) => '-'.repeat(width)).join('  ')}`);
  for (const line of lines.slice(1)) console.log(text(line));
  console.log(
    `\nMedians of ${rounds} interleaved round(s) of ${seconds} s; a ratio is the median of the rounds' ratios.`,
  );
}

function cells({ what, unit, ours, against, control, ratio, target }) {
  const times = Number.isFinite(ratio) ? ratio.toFixed(2) : '';
  return [what, unit, short(ours), `${short(control)} (${against})`, times, ...judged({ unit, ours, ratio, target })];
}

/** The limit and whether it is met; a row may be there only to be looked at. */
function judged({ unit, ours, ratio, target }) {
  if (!target) return ['', ''];
  const { of, most, least } = target;
  const measured = of === 'ratio' ? ratio : ours;
  const limit = `${most === undefined ? '>=' : '<='} ${most ?? least}${of === 'ratio' ? '' : ` ${unit}`}`;
  const met = most === undefined ? measured >= least : measured <= most;
  return [limit.trimEnd(), met ? 'yes' : 'no'];
}

const short = (value) => {
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
};
