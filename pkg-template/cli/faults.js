// What stops a command.

/** The policy or the data is at fault. */
export class Fault extends Error {}

/** The command line is. */
export class Usage extends Error {}

/** What a file operation says, in words. */
export function fileFault(file, error) {
  const why = { ENOENT: "there is no such file", EISDIR: "it is a directory", EACCES: "it may not be read or written" };
  return new Fault(`${file}: ${why[error.code] ?? error.message}`);
}
