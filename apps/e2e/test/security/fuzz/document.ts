/** What the fuzzer reads of the OpenAPI document. */
export type Schema = Readonly<Record<string, any>>;

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header'; readonly required: boolean; readonly schema: Schema }[];
  readonly body: { readonly media: string; readonly schema: Schema; readonly required: boolean } | undefined;
  /** Statuses that the document knows. */
  readonly statuses: ReadonlySet<number>;
  readonly isPublic: boolean;
}

/** A document with its references, and every operation in it. */
export class OpenApi {
  constructor(private readonly document: any) {}

  static async read(baseUrl: string): Promise<OpenApi> {
    return new OpenApi(await (await fetch(`${baseUrl}/openapi.json`)).json());
  }

  operations(): Operation[] {
    return Object.entries<any>(this.document.paths).flatMap(([path, methods]) => Object.entries<any>(methods).map(([method, told]) => {
      const [media, content] = Object.entries<any>(told.requestBody?.content ?? {})[0] ?? [];
      return {
        method: method.toUpperCase(), path,
        parameters: told.parameters ?? [],
        body: media === undefined ? undefined : { media, schema: content.schema, required: told.requestBody.required !== false },
        statuses: new Set(Object.keys(told.responses).map(Number)),
        isPublic: (told.security ?? []).length === 0,
      };
    }));
  }

  /** The schema itself, behind any number of references. */
  resolve(schema: Schema): Schema {
    let found = schema;
    while (typeof found['$ref'] === 'string') found = (found['$ref'] as string).slice(2).split('/').reduce((at, step) => at[step.replaceAll('~1', '/').replaceAll('~0', '~')], this.document);
    return found;
  }
}
