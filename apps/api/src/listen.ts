import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PlatformConfig } from '@app/platform';

/** Thrown when the port is taken or not ours to take. */
export class PortUnavailable extends Error {
  constructor(host: string, port: number, code: string) {
    super(
      code === 'EADDRINUSE'
        ? `Port ${port} on ${host} is already in use. Stop what uses it or set PORT to another one.`
        : `Turnpike cannot listen on ${host}:${port} (${code}).`,
    );
    this.name = 'PortUnavailable';
  }
}

/** Listens where the configuration says. Throws `PortUnavailable`. */
export async function listen(app: NestFastifyApplication, { host, port }: PlatformConfig): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('E')) throw error;
    await app.close();
    throw new PortUnavailable(host, port, code);
  }
}
