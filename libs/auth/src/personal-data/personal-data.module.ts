import { Global, Module } from '@nestjs/common';
import { AccountData } from './account-data.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalData } from './personal-data.js';

/** The export of one's own data, in every tier. */
@Global()
@Module({ controllers: [PersonalDataController], providers: [PersonalData, AccountData], exports: [PersonalData] })
export class PersonalDataModule {}
