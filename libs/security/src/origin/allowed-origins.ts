import { Injectable } from '@nestjs/common';
import { PlatformConfig } from '@app/platform';
import { SecurityConfig } from '../security.config.js';

/** The origins whose pages may use this server: our own (`PUBLIC_URL`) and those that `cors.origins` lists. */
@Injectable()
export class AllowedOrigins {
  private readonly own: string;
  private readonly others: ReadonlySet<string>;

  constructor(platform: PlatformConfig, security: SecurityConfig) {
    this.own = platform.publicUrl;
    this.others = new Set(security.cors.origins);
  }

  isAllowed(origin: string): boolean {
    return origin === this.own || this.others.has(origin);
  }

  /** Whether it is another origin than ours that was listed, so that its pages need CORS headers. */
  isListed(origin: string): boolean {
    return origin !== this.own && this.others.has(origin);
  }

  hasListed(): boolean {
    return this.others.size > 0;
  }
}
