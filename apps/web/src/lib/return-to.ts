/** A path on this origin, or `/`: never a way to another site. */
export function safeReturnTo(wanted: string | null | undefined): string {
  if (!wanted) return '/';
  try {
    const decoded = decodeURIComponent(wanted);
    const suspicious = (path: string) => !/^\/(?![/\\])/.test(path) || /[\\@\u0000-\u001f\u007f]/.test(path);
    if (suspicious(wanted) || suspicious(decoded)) return '/';
    const url = new URL(wanted, location.origin);
    // `/.//elsewhere` only now begins with two slashes.
    if (
      url.origin !== location.origin ||
      suspicious(url.pathname) ||
      /^\/(login|signup|logout|auth)(\/|$)/.test(url.pathname)
    )
      return '/';
    return url.pathname + url.search + url.hash;
  } catch {
    return '/';
  }
}
