// What npm itself says of the lockfile: the bill of materials, and known vulnerabilities where the service answers.

/** The problems of a CycloneDX document that should list everything the lockfile has. */
export function sbomProblems(output, lock) {
  const wanted = Object.keys(lock.packages).filter((path) => path.includes('node_modules/')).length;
  try {
    const { bomFormat, components } = JSON.parse(output);
    if (bomFormat !== 'CycloneDX') return ['npm sbom wrote no CycloneDX document'];
    // npm leaves out what it would not install here, which is at most the packages of other platforms.
    return components.length * 2 > wanted ? [] : [`npm sbom lists only ${components.length} of ${wanted} packages`];
  } catch {
    return ['npm sbom wrote no JSON'];
  }
}

/** The findings of `npm audit --json` that are high or critical; undefined when the service gave no answer to judge. */
export function auditProblems(output) {
  let report;
  try {
    report = JSON.parse(output);
  } catch {
    return undefined;
  }
  if (!report?.vulnerabilities || report.error) return undefined;
  return Object.values(report.vulnerabilities)
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ name, severity, range }) => `${name} ${range} has a ${severity} vulnerability`);
}
