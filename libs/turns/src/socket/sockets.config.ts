import { configSection, setting } from '@app/platform';
import { z } from 'zod';

const count = (fallback: number) => z.coerce.number().int().min(1).max(1_000_000).default(fallback);

const Sockets = z.strictObject({ per_user: count(5), per_address: count(100) }).prefault({});

/** How many sockets may be open at once in one process, of one user and from one address. */
export class SocketsConfig extends configSection({
  sockets: setting('sockets', Sockets, 'sockets: { per_user: 5, per_address: 100 }'),
}) {}
