import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const checkout = resolve(__dirname, '../../../..');

export interface Run { readonly code: number | null; readonly output: string }

/** A partner's own folder, outside the workspace: the client installed from its tarball, no network, nothing of the checkout in reach. */
export class Workplace {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Workplace> {
    const place = new Workplace(mkdtempSync(join(tmpdir(), 'onefront-partner-')));
    try {
      const built = await place.must(process.execPath, [join(checkout, 'scripts/build-client.mjs'), '--out', join(place.folder, '.client')]);
      place.write('package.json', JSON.stringify({ private: true, type: 'module' }));
      // What the client depends on is packed from where it is installed, so that nothing is asked of a registry.
      const packed = await place.must('npm', ['pack', '--silent', '--ignore-scripts', ...['openapi-fetch', 'openapi-typescript-helpers'].map((name) => join(checkout, 'node_modules', name))]);
      const tarballs = [built.trim().split('\n').at(-1)!, ...packed.trim().split('\n').map((name) => `./${name}`)];
      await place.must('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...tarballs]);
      return place;
    } catch (error) {
      place.close();
      throw error;
    }
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.folder, name, '..'), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  copy(from: string, to: string): void {
    cpSync(from, join(this.folder, to), { recursive: true });
  }

  /** Type-checks files against the installed package, and writes their JavaScript to `out/`. */
  compile(names: readonly string[]): Promise<string> {
    this.write('tsconfig.json', JSON.stringify({
      compilerOptions: { target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2023', 'dom'], strict: true, allowJs: true, checkJs: true, noUncheckedIndexedAccess: true, types: ['node'], typeRoots: [join(checkout, 'node_modules/@types')], skipLibCheck: true, rootDir: '.', outDir: 'out' },
      files: names,
    }));
    return this.must(process.execPath, [join(checkout, 'node_modules/typescript/bin/tsc'), '-p', '.']);
  }

  /** Runs a program to its end; it is killed after four minutes. */
  run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    return new Promise((done, failed) => {
      const child = spawn(command, args, { cwd: this.folder, env: { ...process.env, NODE_PATH: '', ...env }, timeout: 240_000, killSignal: 'SIGKILL' });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => { output += piece.toString(); });
      child.once('error', failed).once('close', (code) => done({ code, output }));
    });
  }

  async must(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> {
    const { code, output } = await this.run(command, args, env);
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-6000)}`);
    return output;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The code blocks of a page in one language, in their order. */
export function blocks(page: string, language: string): string[] {
  return [...readFileSync(join(checkout, page), 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1]!);
}
