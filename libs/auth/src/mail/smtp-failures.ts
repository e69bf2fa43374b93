const ADDRESS = /^[^\s\p{C}@<>()[\]\\,;:"]+@[^\s\p{C}@<>()[\]\\,;:"]+$/u;

/** Whether it is one address and nothing else: no second one, no line that would become a header of its own. */
export const isDeliverable = (address: string): boolean => ADDRESS.test(address);

interface SmtpFailure {
  name?: string;
  code?: string;
  responseCode?: number;
}

/** Whether trying again may help. A 5xx is the server's last word; a wrong password or certificate stays wrong. */
export function isPassing(error: unknown): boolean {
  const { name, code, responseCode } = error as SmtpFailure;
  if (responseCode !== undefined && responseCode >= 500) return false;
  return name !== 'AbortError' && code !== 'EAUTH' && code !== 'ETLS';
}

/** What the log may say of it. The server's own words name people's addresses. */
export function reasonOf(error: unknown): string {
  const { name, code, responseCode } = error as SmtpFailure;
  return [responseCode, code].filter(Boolean).join(' ') || (name ?? 'unknown');
}
