import { Catch, type ExceptionFilter, type INestApplication, type INestMicroservice } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { BusStrategy } from './strategy.js';

/** Hands on what was thrown. Nest's own filter would put `Internal server error` in its place, and its class decides about retries. */
@Catch()
export class KeepErrors implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Lets the application's controllers handle the bus; they start with `app.startAllMicroservices()`.
 * The HTTP side keeps its own filters, pipes and interceptors.
 */
export function connectBus(app: INestApplication, strategy: BusStrategy): INestMicroservice {
  // Filters are read when handlers are registered, which would happen inside this call.
  const microservice = app.connectMicroservice({ strategy }, { deferInitialization: true, inheritAppConfig: false }) as NestMicroservice;
  microservice.useGlobalFilters(new KeepErrors());
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
  return microservice;
}
