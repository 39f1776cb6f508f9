import { Module } from '@nestjs/common';
import { Gate } from '../http/gate.ts';
import { Sessions } from './sessions.ts';

@Module({ providers: [Sessions, Gate], exports: [Sessions, Gate] })
export class AuthModule {}
