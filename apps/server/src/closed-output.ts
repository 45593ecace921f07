/** Standard output or standard error, as far as their failures go. */
export interface OutputStream {
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * Lets the server outlive whoever reads what it writes, as in `npm start | head -1`, or `| tee log`
 * when Ctrl-C ends tee first. Without a listener, a failed write would end the process in the middle
 * of its calls.
 *
 * @param onClosed called when nobody reads an output any more; perhaps more than once
 */
export function surviveClosedOutput(outputs: readonly OutputStream[], onClosed: () => void): void {
  for (const output of outputs) {
    output.on("error", (error) => {
      // Other failures pass: a disk that is full now may take the next line.
      if (error.code === "EPIPE") onClosed();
    });
  }
}
