/** An error as it crosses the wire: RFC 9457 problem details, with a code that never changes. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: { path: string; message: string }[];
  [detail: string]: unknown;
}
