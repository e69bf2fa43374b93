import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

const CHATTY = new Set(['RoutesResolver', 'RouterExplorer', 'InstanceLoader', 'NestFactory', 'NestApplication']);

/** nestjs-pino's logger, with the framework's own start-up lines at `debug`. */
@Injectable()
export class ProgramLogger extends Logger {
  override log(message: unknown, ...parameters: unknown[]): void {
    if (CHATTY.has(String(parameters.at(-1)))) this.debug(message, ...parameters);
    else super.log(message, ...parameters);
  }
}
