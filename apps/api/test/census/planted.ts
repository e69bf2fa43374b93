import { Readable } from 'node:stream';
import { Controller, Get, Header, HttpCode, Module, Post, StreamableFile } from '@nestjs/common';
import { Public } from '@app/auth';
import { RequiresFeature } from '@app/billing';
import { ServiceUnavailable } from '@app/platform';

/** Answers that no handler of ours gives today, and that one of a team's own may give tomorrow. */
@Controller('planted')
class PlantedController {
  @Public()
  @Get('error')
  error() {
    throw new Error('the cause is nobody’s business');
  }

  @Public()
  @Get('unavailable')
  unavailable() {
    throw new ServiceUnavailable();
  }

  @Public()
  @Get('cut')
  cut() {
    const pieces = async function* () {
      yield 'the first piece';
      throw new Error('the source has dried up');
    };
    return new StreamableFile(Readable.from(pieces()));
  }

  @Public()
  @Get('stubborn')
  @Header('Content-Security-Policy', "default-src 'none'")
  @Header('X-Powered-By', 'something')
  @Header('Server', 'something')
  @Header('X-Request-Id', 'mine')
  stubborn() {
    return 'sets its own headers';
  }

  @Public()
  @Post('nothing')
  @HttpCode(204)
  nothing() {}

  @RequiresFeature('premium_models')
  @Get('paid')
  paid() {
    return {};
  }
}

@Module({ controllers: [PlantedController] })
export class Planted {}
