import fs from "node:fs";
import path from "node:path";
import { InvalidArgumentError, Option } from "commander";

/** Makes a text of a report. */
export type Writer<R> = (report: R) => string;
/** The formats of a command by their name. */
export type Writers<R> = Readonly<Record<string, Writer<R>>>;

export interface Destination {
  readonly format: string;
  /** Absent: standard output. */
  readonly file?: string;
}

/** `--output <format>[=<file>]`, which may be given again: each format once to where it is wanted. */
export function outputOption(formats: readonly string[]): Option {
  const names = formats.join(", ");
  return new Option(
    "--output <format[=file]>",
    `write a format to a file, or to standard output in place of the text; again for more (${names})`,
  )
    .argParser((value: string, before: readonly Destination[] | undefined) =>
      withOneMore(before ?? [], destination(value, formats)),
    )
    .default(undefined);
}

function destination(value: string, formats: readonly string[]): Destination {
  const [, format = value, file] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
  if (!formats.includes(format)) {
    throw new InvalidArgumentError(`"${format}" is no format: ${formats.join(", ")}.`);
  }
  if (file === "") throw new InvalidArgumentError(`"${value}" names no file after "=".`);
  return file === undefined ? { format } : { format, file };
}

function withOneMore(before: readonly Destination[], one: Destination): Destination[] {
  for (const other of before) {
    if (one.file === undefined && other.file === undefined) {
      throw new InvalidArgumentError(
        `"${other.format}" goes to standard output already: give one of the two a file, as in "${one.format}=<file>".`,
      );
    }
    if (isSameFile(one, other)) {
      throw new InvalidArgumentError(`"${other.format}" goes to ${one.file} already.`);
    }
  }
  return [...before, one];
}

const isSameFile = (one: Destination, other: Destination): boolean =>
  one.file !== undefined &&
  other.file !== undefined &&
  path.resolve(one.file) === path.resolve(other.file);

/** Writes a report everywhere; the text goes to standard output unless another format does. */
export function writeReport<R>(
  report: R,
  destinations: readonly Destination[] | undefined,
  writers: Writers<R> & { readonly text: Writer<R> },
): void {
  const asked = destinations ?? [];
  for (const { format, file } of asked) {
    if (file !== undefined) write(file, writers[format]?.(report) ?? "");
  }
  const toStandardOutput = asked.find(({ file }) => file === undefined)?.format ?? "text";
  process.stdout.write(writers[toStandardOutput]?.(report) ?? "");
}

/** Whoever reads the file meanwhile sees the former one or this one, never a part. */
function write(file: string, text: string): void {
  const beside = `${file}.${process.pid}.part`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(beside, text);
    fs.renameSync(beside, file);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Error(`${file} could not be written (${why})`, { cause: error });
  }
}
